import { expect, test } from 'vitest';
import type { ProcessRoom } from '../../../src/app/ports/process.ts';
import { announceWaits } from '../../../src/app/rest/announce-waits.ts';
import type { Loop } from '../../../src/app/run/loop.ts';

const NEVER = new AbortController().signal;

test('each wait of the loop is announced with its length, and its end, however it ends', async () => {
  const said: (number | string)[] = [];
  const sleep = () => Promise.resolve();
  const run = () => Promise.reject(new Error('a bug'));
  const makeWorktree = () => Promise.resolve({ kind: 'taken' });
  const publish = () => Promise.resolve({ kind: 'nothing' });
  const loop = {
    id: 'run-1',
    clock: { sleep },
    settings: { config: { publishTimeoutMs: 1000 } },
    spawner: { room: { run }, repository: { makeWorktree }, publisher: { publish } },
  } as unknown as Loop;
  const announced = announceWaits(loop, (ms) => said.push(ms));
  await announced.clock.sleep(30);
  const child = { timeoutMs: 100, lingerMs: 7 } as Parameters<ProcessRoom['run']>[0];
  await expect(announced.spawner.room.run(child)).rejects.toThrow('a bug');
  const task = { kind: 'attach', branch: 'y' } as const;
  await announced.spawner.repository.makeWorktree('/x', task, { stop: NEVER, kill: NEVER });
  const { publisher } = announced.spawner;
  await publisher?.publish({} as Parameters<typeof publisher.publish>[0], {
    stop: NEVER,
    kill: NEVER,
  });
  expect(said).toEqual([30, 0, 107, 0, 900_000, 0, 8000, 0]);
  expect(announced.id).toBe('run-1');
});
