import { expect, test } from 'vitest';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { ProcessRoom } from '../../../src/app/ports/process.ts';
import type { Repository } from '../../../src/app/ports/repository.ts';
import { announceWaits } from '../../../src/app/loop/pulse.ts';

const NEVER = new AbortController().signal;

test('each wait of the loop is announced with its length, and its end, however it ends', async () => {
  const said: (number | string)[] = [];
  const sleep = () => Promise.resolve();
  const run = () => Promise.reject(new Error('a bug'));
  const makeWorktree = () => Promise.resolve({ kind: 'taken' });
  const parts = {
    other: 1,
    clock: { sleep } as unknown as Clock,
    room: { run } as unknown as ProcessRoom,
    repository: { makeWorktree } as unknown as Repository,
  };
  const announced = announceWaits(parts, (ms) => said.push(ms));
  await announced.clock.sleep(30);
  const child = { timeoutMs: 100, lingerMs: 7 } as Parameters<ProcessRoom['run']>[0];
  await expect(announced.room.run(child)).rejects.toThrow('a bug');
  const task = { kind: 'attach', branch: 'y' } as const;
  await announced.repository.makeWorktree('/x', task, { stop: NEVER, kill: NEVER });
  expect(said).toEqual([30, 0, 107, 0, 900_000, 0]);
  expect(announced.other).toBe(1);
});
