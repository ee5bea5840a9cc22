import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { FleetDatabase } from '../../src/adapters/fleet/database/database.ts';
import type { Queue, QueueClaim } from '../../src/app/ports/queue/queue.ts';
import { task } from '../adapters/queue/contract.ts';
import {
  claimPatiently,
  fill,
  newFleet,
  newFleetAt,
  opened,
  queueOn,
} from '../support/fleet/fleet-scene.ts';

const HOUR = 3_600_000;
const names = (claims: readonly (QueueClaim | null)[]) =>
  claims.flatMap((claim) => (claim === null ? [] : [claim.queued.session]));

/** Connections of their own, as processes have them. */
async function connections(url: string, count: number): Promise<readonly FleetDatabase[]> {
  return await Promise.all(Array.from({ length: count }, () => opened(url)));
}

async function filledFleet(count: number) {
  const made = await newFleetAt();
  await fill(made.database, count);
  return made;
}

describe.each([1, 3, 20])('of 50 claims at once, with a limit of %d', (limit) => {
  test('so many get one of the slots of a machine', async () => {
    const { url } = await filledFleet(200);
    const databases = await connections(url, 10);
    const queues = databases.map((database) => queueOn(database));
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => queues).flatMap((each) =>
        each.map((queue) => claimPatiently(queue, limit)),
      ),
    );
    expect(new Set(names(claims)).size).toBe(limit);
    expect(names(claims)).toHaveLength(limit);
  });

  test('so many sessions of an account run, over all machines', async () => {
    const { url, database } = await filledFleet(200);
    const ofCodex = queueOn(database, { accounts: { of: () => 'codex', limit: undefined } });
    await ofCodex.submit(task('other'), Date.now());
    const databases = await connections(url, 10);
    const accounts = { of: () => 'claude', limit };
    const machines = Array.from({ length: 50 }, (_, n) =>
      queueOn(databases[n % 10] ?? database, { machine: `m${n}`, accounts }),
    );
    const claims = await Promise.all(machines.map((queue) => claimPatiently(queue, 1)));
    const given = names(claims);
    expect(given.filter((name) => name.startsWith('s'))).toHaveLength(limit);
    // Another account is not held up by it.
    expect(given).toContain('other');
  });
});

/** 10,000 take minutes; CI has fewer. */
const QUEUED = Number(process.env['FLEET_QUEUED'] ?? '1000');

test(`each of ${QUEUED} queued sessions is given once`, async () => {
  const { url } = await filledFleet(QUEUED);
  const databases = await connections(url, 4);
  const given: string[] = [];
  const work = async (queue: Queue): Promise<void> => {
    for (;;) {
      const claim = await queue.claim(Date.now(), 50);
      if (claim === null) return;
      given.push(claim.queued.session);
      if (!(await queue.settle(claim, { kind: 'ended' }))) throw new Error('not settled');
    }
  };
  await Promise.all(databases.map((database, n) => work(queueOn(database, { machine: `m${n}` }))));
  expect(given).toHaveLength(QUEUED);
  expect(new Set(given).size).toBe(QUEUED);
}, 600_000);

test.each([-1, 1])(
  'a machine whose clock is %d hour off starts nothing early or late',
  async (hours) => {
    const database = await newFleet();
    const queue = queueOn(database);
    const now = Date.now();
    await queue.submit(task('due', { notBefore: now - 60_000 }), now);
    await queue.submit(task('later', { notBefore: now + 20 * 60_000, priority: 9 }), now);
    await queue.submit(task('rests', { priority: 8 }), now);
    const rests = await queue.claim(now, 1);
    const wait = { kind: 'waits', until: now + 20 * 60_000, why: 'usage limit' } as const;
    if (rests !== null) await queue.settle(rests, wait);

    vi.useFakeTimers({ toFake: ['Date'], now: now + hours * HOUR });
    try {
      const claims = [await queue.claim(Date.now(), 9), await queue.claim(Date.now(), 9)];
      expect(names(claims)).toEqual(['due']);
      const { queued } = await queue.list(Date.now());
      expect(queued.map(({ session, state }) => [session, state.kind])).toEqual([
        ['due', 'running'],
        ['later', 'queued'],
        ['rests', 'waits'],
      ]);
    } finally {
      vi.useRealTimers();
    }
  },
);

test('a session that is woken while it is claimed is claimed once, and is in line again after it', async () => {
  const { url } = await newFleetAt();
  const databases = await connections(url, 3);
  const [one, two, three] = databases.map((each) => queueOn(each)) as [Queue, Queue, Queue];
  for (let round = 0; round < 30; round += 1) {
    const name = `woken-${round}`;
    const submitted = await one.submit(task(name), Date.now());
    const { id } = submitted.queued;
    const [first] = await Promise.all([one.claim(Date.now(), 99), two.wake(id), three.wake(id)]);
    // Woken by a transaction that began later, it is not due yet for this claim: the next one, of which the wake tells, has it.
    const claim = first ?? (await one.claim(Date.now(), 99));
    if (claim === null) throw new Error('nothing was claimed');
    expect(await one.beat(claim)).toBe(true);
    expect(await one.settle(claim, { kind: 'waits', until: null, why: 'x' })).toBe(true);
    await two.wake(id);
    const again = await one.claim(Date.now(), 99);
    expect(again?.queued.session).toBe(name);
    if (again !== null) await one.settle(again, { kind: 'ended' });
  }
});

test('a machine gets no session of a project that it does not have', async () => {
  const database = await newFleet();
  const queue = queueOn(database, { hasProject: (config) => config.startsWith('/shop/') });
  await queue.submit(task('bank', { config: '/bank/.samocode', priority: 9 }), 1);
  await queue.submit(task('shop'), 1);
  expect(names([await queue.claim(1, 9), await queue.claim(1, 9)])).toEqual(['shop']);
});

test('a wait by the clock of a machine that is an hour ahead is as long by that of the database; the time of a provider stays', async () => {
  const database = await newFleet();
  await fill(database, 2);
  const right = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: right + HOUR });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const queue = queueOn(database);
  const until = Date.now() + 60_000;
  const waits = async (isOwn: true | undefined) => {
    const claim = await queue.claim(Date.now(), 9);
    if (claim === null) throw new Error('nothing was claimed');
    await queue.settle(claim, { kind: 'waits', until, why: 'x', isOwn });
    const { queued } = await queue.list(Date.now());
    const state = queued.find(({ id }) => id === claim.queued.id)?.state;
    return state?.kind === 'waits' ? (state.until ?? 0) : undefined;
  };
  const own = await waits(true);
  expect(Math.abs((own ?? 0) - (right + 60_000))).toBeLessThan(30_000);
  expect(await waits(undefined)).toBe(until);
});
