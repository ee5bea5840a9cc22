import { expect, test } from 'vitest';
import type { FleetDatabase } from '../../src/adapters/fleet/database/database.ts';
import { makeFleet } from '../../src/adapters/fleet/database/schema.ts';
import { beatMachine } from '../../src/adapters/fleet/machines.ts';
import { beatClaims } from '../../src/adapters/fleet/queue/held.ts';
import type { Queue } from '../../src/app/ports/queue/queue.ts';
import { task } from '../adapters/queue/contract.ts';
import { fleetOf, newFleet, queueOn } from '../support/fleet/fleet-scene.ts';

/** The session `it` waits, and its files are on the machine `one`; `two` works, too. */
async function waitingOnOne(how: { readonly until: number | null; readonly pushed: number }) {
  const database = await newFleet();
  const [one, two] = [queueOn(database, { machine: 'one' }), queueOn(database, { machine: 'two' })];
  await one.submit(task('it'), 0);
  const claim = await one.claim(0, 1);
  if (claim === null) throw new Error('nothing was claimed');
  await database.sql.executeSql(
    `update samocode.session set folder = 'it', iteration = 2, pushed_iteration = $1, pushed_commit = 'c'`,
    [how.pushed],
  );
  await one.settle(claim, { kind: 'waits', until: how.until, why: 'usage limit' });
  await haveMachine(database, 'one');
  await haveMachine(database, 'two');
  return { database, one, two, id: claim.queued.id };
}

async function haveMachine({ sql }: FleetDatabase, name: string, instance = name): Promise<void> {
  await sql.executeSql(
    `insert into samocode.machine (name, instance, slots, version, clock_offset_ms, seen_at)
     values ($1, $2, 1, '1', 0, now())`,
    [name, instance],
  );
}

const silence = async ({ sql }: FleetDatabase, name: string, isSilent = true): Promise<void> => {
  await sql.executeSql('update samocode.machine set is_silent = $2 where name = $1', [
    name,
    isSilent,
  ]);
};

const stateIn = async (queue: Queue) => (await queue.list(0)).queued[0]?.state;

test('a session whose limit is over, and whose newest files are on a silent machine, says so', async () => {
  const { database, two } = await waitingOnOne({ until: Date.now() - 1, pushed: 1 });
  await silence(database, 'one');
  await two.sweep(0);
  const why =
    'its newest files are on one alone, which is silent; it goes on when that machine is back';
  expect(await stateIn(two)).toEqual({ kind: 'waits', until: null, why });
  await silence(database, 'one', false);
  await two.sweep(0);
  expect(await stateIn(two)).toEqual({ kind: 'queued' });
});

test('an act in the files of a machine keeps its session there, although its state was pushed', async () => {
  const { database, one, two, id } = await waitingOnOne({ until: null, pushed: 2 });
  await one.wake(id);
  await silence(database, 'one');
  expect(await two.claim(0, 1)).toBeNull();
  await two.sweep(0);
  expect(await stateIn(two)).toMatchObject({ kind: 'waits', until: null });
});

test('a session that a machine could not take is taken back by the one that it came from', async () => {
  const { database, one, two, id } = await waitingOnOne({ until: Date.now() - 1, pushed: 2 });
  await database.sql.executeSql(`update samocode.machine set is_draining = name = 'one'`);
  const failed = await two.claim(0, 1);
  expect(failed?.take).toBe('it');
  if (failed !== null) await two.settle(failed, { kind: 'waits', until: 1, why: 'in the way' });
  await database.sql.executeSql(`update samocode.machine set is_draining = false`);
  expect(await one.claim(0, 1)).toMatchObject({ queued: { id }, take: 'it' });
});

test('a session whose run was refused before it began runs on any machine', async () => {
  const database = await newFleet();
  const one = queueOn(database, { machine: 'one' });
  await one.submit(task('it', { text: 'do it' }), 0);
  await haveMachine(database, 'one');
  const claim = await one.claim(0, 1);
  if (claim === null) throw new Error('nothing was claimed');
  await one.settle(claim, { kind: 'waits', until: 1, why: 'no CLI' });
  const two = queueOn(database, { machine: 'two' });
  expect(await two.claim(0, 1)).toMatchObject({ queued: { session: 'it' } });
});

test('a machine whose name another one has ends no claim of that one, and claims nothing', async () => {
  const database = await newFleet();
  const newer = queueOn(database, { instance: 'newer' });
  await newer.submit(task('it'), 0);
  await newer.submit(task('next'), 0);
  const claim = await newer.claim(0, 1);
  if (claim === null) throw new Error('nothing was claimed');
  await haveMachine(database, 'one', 'newer');
  const isAlive = (): boolean => false;
  const processes = { self: () => ({ pid: 9, startTime: 'start-9' }), isAlive };
  const older = fleetOf(database, { instance: 'older', processes });
  expect(await beatClaims(older)).toEqual([]);
  expect(await queueOn(database, older).claim(0, 9)).toBeNull();
  await queueOn(database, older).sweep(0);
  expect(await newer.beat(claim)).toBe(true);
});

test.each([
  ['were pushed are taken from the remote', 2],
  ['were not pushed wait for the old one', 1],
])('a new disk under the name of a machine is another one: files that %s', async (_, pushed) => {
  const { database, id } = await waitingOnOne({ until: Date.now() - 1, pushed });
  const newer = { ...fleetOf(database, { machine: 'one' }), instance: 'newer' };
  const facts = { instance: 'newer', slots: 1, version: '1' };
  expect(await beatMachine(newer, facts, 0)).toBeUndefined();
  await database.sql.executeSql(
    `update samocode.machine set seen_at = now() - interval '1 hour' where name = 'one'`,
  );
  expect(await beatMachine(newer, facts, 0)).toMatchObject({ isDraining: false });
  const claim = await queueOn(database, newer).claim(0, 1);
  if (pushed === 2) expect(claim).toMatchObject({ queued: { id }, take: 'it' });
  else expect(claim).toBeNull();
  const { rows } = await database.sql.executeSql('select name from samocode.machine order by name');
  expect(rows).toEqual([{ name: 'one' }, { name: 'one-one' }, { name: 'two' }]);
});

test('the take-over time does not change while a machine works', async () => {
  const database = await newFleet(60);
  await haveMachine(database, 'one');
  await expect(makeFleet(database, 30)).rejects.toThrow('nothing was changed');
  await makeFleet(database, 60);
  await database.sql.executeSql(`update samocode.machine set seen_at = now() - interval '2 min'`);
  await makeFleet(database, 30);
});
