import { expect, test } from 'vitest';
import type { Clock, ProcessRoom, Repository } from '../../src/app/ports.ts';
import { announceWaits } from '../../src/app/pulse.ts';

const NEVER = new AbortController().signal;

test('each wait of the loop is announced with its length, and its end, however it ends', async () => {
  const said: (number | string)[] = [];
  const sleep = () => Promise.resolve();
  const run = () => Promise.reject(new Error('a bug'));
  const addWorktree = () => Promise.resolve(undefined);
  const parts = {
    other: 1,
    clock: { sleep } as unknown as Clock,
    room: { run } as unknown as ProcessRoom,
    repository: { addWorktree } as unknown as Repository,
  };
  const announced = announceWaits(parts, (ms) => said.push(ms));
  await announced.clock.sleep(30);
  const task = { timeoutMs: 100, lingerMs: 7 } as Parameters<ProcessRoom['run']>[0];
  await expect(announced.room.run(task)).rejects.toThrow('a bug');
  await announced.repository.addWorktree('/x', 'y', { stop: NEVER, kill: NEVER });
  expect(said).toEqual([30, 0, 107, 0, 900_000, 0]);
  expect(announced.other).toBe(1);
});
