import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
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

test('what nobody has used for a month goes, once a day, and what is used stays', async () => {
  await keptAfter({ XDG_CACHE_HOME: cache });
  const folder = join(cache, 'samocode/compiled');
  const [own = ''] = readdirSync(folder);
  writeFileSync(join(folder, 'old.bin'), 'old');
  mkdirSync(join(folder, 'node-old'));
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 24 * 3_600_000);
  for (const name of ['old.bin', 'node-old'])
    utimesSync(join(folder, name), daysAgo(40), daysAgo(40));
  await keptAfter({ XDG_CACHE_HOME: cache });
  expect(readdirSync(folder)).toContain('old.bin');
  utimesSync(join(folder, own), daysAgo(35), daysAgo(35));
  await keptAfter({ XDG_CACHE_HOME: cache });
  expect(readdirSync(folder)).toEqual([own]);
});

test.runIf(process.getuid?.() === 0)('nothing is made in the home of somebody else', async () => {
  chownSync(scene.home, 65_534, 65_534);
  cache = join(scene.home, '.cache');
  expect(await keptAfter({ XDG_CACHE_HOME: undefined })).toBe(0);
  expect(existsSync(cache)).toBe(false);
});
