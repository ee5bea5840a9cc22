import { expect, test } from 'vitest';
import type { FleetDatabase } from '../../src/adapters/fleet/database.ts';
import type { Queue } from '../../src/app/ports/queue/queue.ts';
import { task } from '../adapters/queue/contract.ts';
import { newFleet, queueOn } from '../support/fleet/fleet-scene.ts';

/** The session `it` waits, and its files are on the machine `one`; `two` works, too. */
async function waitingOnOne(how: { readonly until: number | null; readonly pushed: number }) {
  const database = await newFleet();
  const [one, two] = [queueOn(database, { machine: 'one' }), queueOn(database, { machine: 'two' })];
  await one.submit(task('it'), 0);
  const claim = await one.claim(0, 1);
  if (claim === null) throw new Error('nothing was claimed');
  await database.sql.executeSql(
    `update samocode.session set folder = 'it', iteration = 2, pushed_iteration = $1`,
    [how.pushed],
  );
  await one.settle(claim, { kind: 'waits', until: how.until, why: 'usage limit' });
  await haveMachine(database, 'one');
  await haveMachine(database, 'two');
  return { database, one, two, id: claim.queued.id };
}

async function haveMachine({ sql }: FleetDatabase, name: string): Promise<void> {
  await sql.executeSql(
    `insert into samocode.machine (name, instance, slots, version, clock_offset_ms, seen_at)
     values ($1, $1, 1, '1', 0, now())`,
    [name],
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
