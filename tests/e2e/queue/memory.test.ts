import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openQueueScene } from '../../support/queue-scene.ts';

const MB = 2 ** 20;

/** A cgroup of our own for memory; undefined where nobody may make one. */
interface Group extends Disposable {
  /** In front of a program that is to be in it. */
  readonly wrapper: readonly string[];
  limit(bytes: number): void;
}

const HOMES = [
  { home: '/sys/fs/cgroup', file: 'memory.max' },
  { home: '/sys/fs/cgroup/memory', file: 'memory.limit_in_bytes' },
];

function openGroup(): Group | undefined {
  for (const { home, file } of HOMES) {
    const folder = join(home, `samocode-test-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    const end = (): void => {
      rmdirSync(folder);
    };
    if (!existsSync(join(folder, file))) {
      end();
      continue;
    }
    return {
      wrapper: ['sh', '-c', `echo $$ >${folder}/cgroup.procs && exec "$@"`, 'sh'],
      limit: (bytes) => {
        writeFileSync(join(folder, file), String(bytes));
      },
      [Symbol.dispose]: end,
    };
  }
  return undefined;
}

function mayLimit(): boolean {
  using group = openGroup();
  return group !== undefined;
}

// tests/adapters/work/memory.test.ts gives the reader the files of both versions, everywhere.
describe.skipIf(!mayLimit())(
  'a memory limit of the cgroup (skipped where nobody may set one)',
  () => {
    test('keeps work from starting runs, and no longer once it is raised', async () => {
      using group = openGroup();
      await using scene = openQueueScene();
      await scene.enqueue('it');
      group?.limit(300 * MB);
      const args = ['work', '--until-empty', '--min-memory', '400MB'];
      const working = scene.start(args, { wrapper: group?.wrapper ?? [] });
      await working.says(
        /nothing starts: 0\.[123] GB of memory are left, and --min-memory is 0\.4 GB/,
      );
      expect(scene.spawns()).toEqual([]);
      group?.limit(4096 * MB);
      const { code, stdout } = await working.ended;
      expect(code, stdout).toBe(0);
      expect(stdout).toContain('it: done');
    }, 60_000);
  },
);
