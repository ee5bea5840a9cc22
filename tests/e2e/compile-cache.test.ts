import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openScene, type Scene } from '../support/program.ts';

let scene: Scene;
let cache: string;

beforeEach(() => {
  scene = openScene();
  scene.begin('planning');
  cache = join(scene.root, 'cache');
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});

/** What is kept after `status` in this environment. */
async function keptAfter(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const args = ['status', '--config', scene.config, '--session', 'it', '--json'];
  const { code, stdout, stderr } = await scene.exec(args, { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ phase: 'planning' });
  const folder = join(cache, 'samocode/compiled');
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    .length;
}

test('what was compiled is kept where caches belong, for the next start alone', async () => {
  const kept = await keptAfter({ XDG_CACHE_HOME: cache });
  expect(kept).toBeGreaterThan(0);
  expect(await keptAfter({ XDG_CACHE_HOME: cache })).toBe(kept);
  rmSync(cache, { recursive: true });
  cache = join(scene.home, '.cache');
  expect(await keptAfter({ XDG_CACHE_HOME: 'relative' })).toBeGreaterThan(0);
});

test('nothing is kept where it is switched off, where others could write, or without a home', async () => {
  expect(await keptAfter({ XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(0);
  mkdirSync(join(cache, 'samocode/compiled'), { recursive: true });
  chmodSync(join(cache, 'samocode/compiled'), 0o777);
  expect(await keptAfter({ XDG_CACHE_HOME: cache })).toBe(0);
  expect(await keptAfter({ XDG_CACHE_HOME: undefined, HOME: undefined })).toBe(0);
});
