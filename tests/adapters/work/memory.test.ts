import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leftMemory } from '../../../src/adapters/work/memory.ts';
import { parseBytes } from '../../../src/domain/queue/available-memory.ts';

const MB = 2 ** 20;
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'samocode-memory-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const MACHINE = { 'proc/meminfo': `MemTotal: 9 kB\nMemAvailable:    ${4096 * 1024} kB\n` };

test('without a cgroup it is what the machine has left', () => {
  write(MACHINE);
  expect(leftMemory(root)).toBe(4096 * MB);
  rmSync(join(root, 'proc'), { recursive: true });
  expect(leftMemory(root)).toBeUndefined();
});

test('of cgroup version 2 the tightest folder above counts, without the pages of files', () => {
  const group = 'sys/fs/cgroup/user.slice/app';
  write({
    ...MACHINE,
    'proc/self/cgroup': '0::/user.slice/app\n',
    [`${group}/memory.max`]: 'max\n',
    [`${group}/memory.current`]: `${800 * MB}\n`,
    'sys/fs/cgroup/user.slice/memory.max': `${1000 * MB}\n`,
    'sys/fs/cgroup/user.slice/memory.current': `${900 * MB}\n`,
    'sys/fs/cgroup/user.slice/memory.stat': `anon 1\ninactive_file ${300 * MB}\n`,
  });
  expect(leftMemory(root)).toBe(400 * MB);
});

test('of cgroup version 1 the folder of the mount counts where the own one is not there', () => {
  write({
    ...MACHINE,
    'proc/self/cgroup': '5:cpu:/\n4:memory:/docker/abc\n0::/\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': `${2000 * MB}\n`,
    'sys/fs/cgroup/memory/memory.usage_in_bytes': `${1500 * MB}\n`,
    'sys/fs/cgroup/memory/memory.stat': `inactive_file 1\ntotal_inactive_file ${100 * MB}\n`,
  });
  expect(leftMemory(root)).toBe(600 * MB);
});

test('sizes are read in units of 1024', () => {
  expect(['1.5GB', '800 MB', '512k', '0', '7'].map(parseBytes)).toEqual([
    ...[1.5 * 1024 * MB, 800 * MB, 512 * 1024, 0, 7],
  ]);
  expect(['', 'much', '-1', '1PB'].map(parseBytes)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
