import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openScene, program, type Scene } from '../support/program.ts';

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

/** The number of files in the cache after `status` in this environment. */
async function filesAfter(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const args = ['status', '--config', scene.config, '--session', 'it', '--json'];
  const { code, stdout, stderr } = await scene.exec(args, { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ phase: 'planning' });
  return keptSizes().length;
}

/** The sizes of the files in the cache. */
function keptSizes(): readonly number[] {
  const folder = join(cache, 'samocode/compiled');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
}

const isCaching = 'enableCompileCache' in nodeModule;

test.runIf(!isCaching)('a Node without a compile cache makes no folder for it', async () => {
  expect(await filesAfter({ XDG_CACHE_HOME: cache })).toBe(0);
  expect(existsSync(cache)).toBe(false);
});

test('a home that cannot be written, and a cache folder that is a file, change nothing', async () => {
  writeFileSync(cache, 'a file');
  expect(await filesAfter({ XDG_CACHE_HOME: cache })).toBe(0);
  expect(await filesAfter({ XDG_CACHE_HOME: undefined, HOME: '/proc/none' })).toBe(0);
});

describe.runIf(isCaching)('Node', () => {
  test('keeps the compiled code in the cache folder, and the next start adds nothing', async () => {
    const kept = await filesAfter({ XDG_CACHE_HOME: cache });
    expect(kept).toBeGreaterThan(0);
    expect(await filesAfter({ XDG_CACHE_HOME: cache })).toBe(kept);
    rmSync(cache, { recursive: true });
    cache = join(scene.home, '.cache');
    expect(await filesAfter({ XDG_CACHE_HOME: 'relative' })).toBeGreaterThan(0);
  });

  test('keeps all functions of a file, and not where it is started to compile lazily', async () => {
    const source = statSync(join(dirname(program()), 'reading.js')).size;
    await filesAfter({ XDG_CACHE_HOME: cache });
    expect(Math.max(...keptSizes())).toBeGreaterThan(2 * source);
    rmSync(cache, { recursive: true });
    const args = ['--max-lazy', program(), 'status', '--config', scene.config, '--session', 'it'];
    execFileSync(process.execPath, args, { env: { HOME: scene.home, XDG_CACHE_HOME: cache } });
    expect(Math.max(...keptSizes())).toBeLessThan(source);
  });

  test('keeps nothing where it is switched off, where others could write, or without a home', async () => {
    expect(await filesAfter({ XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(0);
    mkdirSync(join(cache, 'samocode/compiled'), { recursive: true });
    chmodSync(join(cache, 'samocode/compiled'), 0o777);
    expect(await filesAfter({ XDG_CACHE_HOME: cache })).toBe(0);
    expect(await filesAfter({ XDG_CACHE_HOME: undefined, HOME: undefined })).toBe(0);
  });

  test('loses caches that no start has used for a month, once a day, and keeps its own', async () => {
    await filesAfter({ XDG_CACHE_HOME: cache });
    const folder = join(cache, 'samocode/compiled');
    const [own = ''] = readdirSync(folder);
    writeFileSync(join(folder, 'old.bin'), 'old');
    mkdirSync(join(folder, 'node-old'));
    const daysAgo = (days: number): Date => new Date(Date.now() - days * 24 * 3_600_000);
    for (const name of ['old.bin', 'node-old'])
      utimesSync(join(folder, name), daysAgo(40), daysAgo(40));
    await filesAfter({ XDG_CACHE_HOME: cache });
    expect(readdirSync(folder)).toContain('old.bin');
    utimesSync(join(folder, own), daysAgo(35), daysAgo(35));
    await filesAfter({ XDG_CACHE_HOME: cache });
    expect(readdirSync(folder)).toEqual([own]);
  });
});

test.runIf(process.getuid?.() === 0)("nothing is made in another user's home", async () => {
  chownSync(scene.home, 65_534, 65_534);
  cache = join(scene.home, '.cache');
  expect(await filesAfter({ XDG_CACHE_HOME: undefined })).toBe(0);
  expect(existsSync(cache)).toBe(false);
});
