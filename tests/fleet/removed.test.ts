import { expect, test } from 'vitest';
import type { Fleet } from '../../src/adapters/fleet/fleet.ts';
import type { Queue } from '../../src/app/ports/queue/queue.ts';
import { task } from '../adapters/queue/contract.ts';
import { newFleet, queueOn } from '../support/fleet/fleet-scene.ts';

/** Two machines, and a session that the first one runs. */
async function running(more: Partial<Fleet> = {}) {
  const database = await newFleet();
  const a = queueOn(database, { machine: 'a', ...more });
  const b = queueOn(database, { machine: 'b' });
  const { queued } = await a.submit(task('login'), 1);
  const claim = await a.claim(1, 1);
  if (claim === null) throw new Error('nothing was claimed');
  return { a, b, claim, id: queued.id, sql: database.sql };
}
const shown = async (queue: Queue) =>
  (await queue.list(1)).queued.map(({ session, state, isLeaving }) => [
    ...[session, state.kind, isLeaving],
  ]);

test.each([
  { kind: 'ended' },
  { kind: 'again' },
  { kind: 'waits', until: null, why: 'limit' },
] as const)(
  'a session that was taken out while it runs elsewhere leaves with $kind',
  async (how) => {
    const { a, b, claim, id } = await running();
    expect(await b.remove(id)).toBe(true);
    expect(await shown(b)).toEqual([['login', 'running', true]]);
    // An act during the run does not keep it.
    expect(await a.wake(id)).toBe(false);
    expect(await a.settle(claim, how)).toBe(false);
    expect(await shown(b)).toEqual([]);
    expect((await b.submit(task('login'), 1)).queued.id).not.toBe(id);
  },
);

test('put in line again meanwhile, it is claimed once, and stays', async () => {
  const { a, b, claim, id } = await running();
  await b.remove(id);
  const again = await b.submit(task('login', { priority: 9 }), 1);
  expect(again).toMatchObject({ kind: 'queued', queued: { id, priority: 9 } });
  expect(await shown(b)).toEqual([['login', 'running', undefined]]);
  expect(await Promise.all([a.claim(1, 9), b.claim(1, 9)])).toEqual([null, null]);
  await expect(b.remove(id)).resolves.toBe(true);
  await expect(b.submit(task('login', { text: 'other' }), 1)).rejects.toThrow('with the task');
  await b.submit(task('login'), 1);
  expect(await a.settle(claim, { kind: 'again' })).toBe(true);
  expect((await a.claim(1, 9))?.queued.id).toBe(id);
});

test('it leaves too when the process that has it dies, and no machine claims it before', async () => {
  let lives = true;
  const self = () => ({ pid: 1, startTime: 'start-1' });
  const { a, b, id, sql } = await running({ processes: { self, isAlive: () => lives } });
  await b.remove(id);
  lives = false;
  expect(await a.claim(1, 9)).toBeNull();
  const { rows } = await sql.executeSql('select is_removed from samocode.place');
  expect(rows).toEqual([{ is_removed: true }]);
  expect(await b.claim(1, 9)).toBeNull();
  await a.sweep(1);
  expect(await shown(b)).toEqual([]);
});
