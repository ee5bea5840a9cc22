import { expect, test } from 'vitest';
import type { Fleet } from '../../src/adapters/fleet/fleet.ts';
import { openQueueFleet } from '../../src/adapters/fleet/queue/queue-fleet.ts';
import { releaseSession } from '../../src/adapters/fleet/release.ts';
import { keepTold } from '../../src/adapters/fleet/session-row.ts';
import { beginTake, type Taking, undoTake } from '../../src/adapters/fleet/take.ts';
import type { Told } from '../../src/domain/fleet/told.ts';
import { fleetOf, newFleet } from '../support/fleet/fleet-scene.ts';

const NAME = { config: '/shop/.samocode', session: 'it' };
const TASK = { ...NAME, priority: 5, holds: [] };
const TOLD: Told = {
  ...{ v: 1, ...NAME, folder: 'it', run: 'r', iteration: 5, phase: 'testing', state: 'blocked' },
  ...{ awaiting: null, reason: null, asks: null, costUsd: 0, unmovable: null },
  pushed: { iteration: 5, commit: 'c' },
};

/** A session of machine a, after five iterations, which waits for a person. */
async function waitingOnA() {
  const database = await newFleet();
  const fleets = ['a', 'b', 'c'].map((machine) => fleetOf(database, { machine }));
  const [a, b, c] = fleets as [Fleet, Fleet, Fleet];
  const queue = openQueueFleet(a);
  const { queued } = await queue.submit(TASK, 0);
  const claim = await queue.claim(0, 1);
  if (claim === null) throw new Error('no claim');
  await keepTold(a, TOLD);
  await queue.settle(claim, { kind: 'waits', until: null, why: 'no key' });
  return {
    ...{ a, b, c, id: queued.id },
    claimOn: (fleet: Fleet) => openQueueFleet(fleet).claim(0, 1),
    /** The time of a take is over. */
    later: async () => {
      await database.sql.executeSql(
        "update samocode_jobs.job set start_after = now() - interval '1 s' where state < 'active'",
      );
    },
    row: async (columns: string, table = 'session') => {
      const { rows } = await database.sql.executeSql(`select ${columns} from samocode.${table}`);
      return rows[0] as Record<string, unknown>;
    },
  };
}

async function begin(fleet: Fleet): Promise<Taking> {
  const begun = await beginTake(fleet, NAME, () => ({ kind: 'take' }));
  if (begun === undefined) throw new Error('the fleet does not know it');
  return begun.taking;
}

test('a take that left unpushed work and died is done again by the next run', async () => {
  const { a, b, id, claimOn, later, row } = await waitingOnA();
  await openQueueFleet(a).wake(id);
  expect(await row('pushed_iteration')).toEqual({ pushed_iteration: null });
  await begin(b);
  await later();
  expect(await claimOn(b)).toMatchObject({ take: 'it' });
});

test('what a person does while a session is taken ends no take', async () => {
  const { a, b, c, id, claimOn } = await waitingOnA();
  await begin(b);
  await openQueueFleet(a).wake(id);
  expect(await claimOn(c)).toBeNull();
});

test('a take that fails late changes nothing of the claim of another machine', async () => {
  const { b, c, claimOn, later, row } = await waitingOnA();
  const taking = await begin(b);
  await later();
  const claim = await claimOn(c);
  const claimed = await row('job, wait_why, machine', 'place');
  await undoTake(b, taking);
  expect(await row('job, wait_why, machine', 'place')).toEqual(claimed);
  expect(await row('home, needs_take')).toEqual({ home: 'c', needs_take: true });
  if (claim === null) throw new Error('no claim');
  expect(await openQueueFleet(c).beat(claim)).toBe(true);
});

test('nor does it of a claim of this machine', async () => {
  const { b, claimOn, later, row } = await waitingOnA();
  const taking = await begin(b);
  await later();
  await claimOn(b);
  await undoTake(b, taking);
  expect(await row('home, needs_take')).toEqual({ home: 'b', needs_take: true });
});

test('a take that fails leaves all as it was', async () => {
  const { a, b, id, row } = await waitingOnA();
  await openQueueFleet(a).wake(id);
  const columns = 'is_acted, is_stranded, wait_until, wait_why, taken_by';
  const [session, place] = [await row('*'), await row(columns, 'place')];
  await undoTake(b, await begin(b));
  expect([await row('*'), await row(columns, 'place')]).toEqual([session, place]);
});

test('a person who acts on a released session is told to release it again, and then others run it', async () => {
  const { a, b, id, claimOn, row } = await waitingOnA();
  expect(await releaseSession(a, TASK, { isDone: false })).toBe(true);
  await openQueueFleet(a).wake(id);
  expect(await claimOn(b)).toBeNull();
  expect(await row('wait_why', 'place')).toEqual({
    wait_why: expect.stringMatching(/on a: samocode release --config \S+ --session it$/) as string,
  });
  await keepTold(a, TOLD);
  await releaseSession(a, TASK, { isDone: false });
  expect(await claimOn(b)).toMatchObject({ take: 'it' });
});
