import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { FleetDatabase } from '../../src/adapters/fleet/database/database.ts';
import { beatMachine, drainMachine } from '../../src/adapters/fleet/machines.ts';
import {
  openSharedLimitNames,
  openSharedSpendLines,
} from '../../src/adapters/fleet/shared-books.ts';
import { openLimitBook } from '../../src/adapters/limits/limit-book.ts';
import { openSharedNames } from '../../src/adapters/limits/shared-names.ts';
import { openSharedLines } from '../../src/adapters/spend/shared-lines.ts';
import { openSpendBook } from '../../src/adapters/spend/spend-book.ts';
import { keptJson } from '../../src/adapters/work/kept-json.ts';
import { shareLimits } from '../../src/app/fleet/machine/share-limits.ts';
import { shareSpend } from '../../src/app/fleet/machine/share-spend.ts';
import type { Spending } from '../../src/domain/provider/cost/spending.ts';
import {
  claimPatiently,
  fill,
  fleetOf,
  newFleet,
  newFleetAt,
  opened,
  queueOn,
} from '../support/fleet/fleet-scene.ts';
import { temporaryFolder } from '../support/session.ts';

const NOW = new Date(2026, 10, 22, 12);
const MINUTE = 60_000;

/** The books of a machine. */
function machine(database: FleetDatabase, name: string) {
  const stateDir = temporaryFolder();
  const fleet = { database, machine: name };
  const account = {
    ...({
      provider: 'claude',
      folder: '/home/someone/.claude',
      kind: 'ANTHROPIC_API_KEY',
    } as const),
    ...{ secret: 'sk-very-secret', service: '' },
  };
  const processes = { isAlive: () => true, self: () => ({ pid: 1, startTime: '1' }) };
  const cursor = z.object({ bytes: z.record(z.string(), z.number()), number: z.number() });
  return {
    stateDir,
    limits: (session: string) => openLimitBook(stateDir, account, { processes, session }),
    spending: openSpendBook({ stateDir, account: () => 'claude-1', warn: () => undefined }),
    share: async () => {
      await shareLimits({
        here: openSharedNames(stateDir),
        there: openSharedLimitNames(fleet),
        known: keptJson(join(stateDir, 'limits.json'), z.array(z.string())),
      });
      await shareSpend({
        here: openSharedLines(stateDir, () => NOW),
        there: openSharedSpendLines(fleet),
        cursor: keptJson(join(stateDir, 'spend.json'), cursor),
      });
    },
  };
}

async function twoMachines() {
  const database = await newFleet();
  return { database, a: machine(database, 'a'), b: machine(database, 'b') };
}

function spending(run: string, usd: number): Spending {
  return {
    ...{ at: NOW, session: '/s/one', run, iteration: 1, attempt: 1, log: `${run}.jsonl` },
    ...{ provider: 'claude', model: 'opus', phase: 'planning' },
    cost: { costUsd: usd, usage: undefined },
  };
}

describe('limits and outages', () => {
  const now = NOW.getTime();
  const until = now + 60 * MINUTE;

  test('that a machine met close the account on another one, by the rules of the files', async () => {
    const { a, b } = await twoMachines();
    a.limits('/s/one').close(until, now);
    await a.share();
    await b.share();
    // One session alone closes it for 15 minutes; itself, wherever it is, until the reset.
    expect(b.limits('/s/two').closure(now)).toMatchObject({ until: now + 15 * MINUTE });
    expect(b.limits('/s/one').closure(now)).toMatchObject({ until });
    b.limits('/s/two').close(until, now);
    await b.share();
    await a.share();
    expect(a.limits('/s/three').closure(now)).toMatchObject({ until });
  });

  test('that a machine forgot are forgotten by all, and do not come back', async () => {
    const { database, a, b } = await twoMachines();
    a.limits('/s/one').fail({ stepsMs: [MINUTE], reach: 'account' }, now);
    await a.share();
    await b.share();
    expect(b.limits('/s/two').closure(now)).toBeDefined();
    const book = b.limits('/s/two');
    book.clear(book.snapshot());
    await b.share();
    await a.share();
    await b.share();
    const late = machine(database, 'c');
    await late.share();
    for (const { limits } of [a, b, late]) expect(limits('/s/three').closure(now)).toBeUndefined();
  });

  test('are not those of a machine without a network, whose own sessions all rest', async () => {
    const { a, b } = await twoMachines();
    a.limits('/s/one').fail({ stepsMs: [MINUTE], reach: 'machine' }, now);
    a.limits('/s/two').fail({ stepsMs: [MINUTE], reach: 'machine' }, now);
    await a.share();
    await b.share();
    expect(a.limits('/s/three').closure(now)).toMatchObject({ isOutage: true });
    expect(b.limits('/s/three').closure(now)).toBeUndefined();
    const book = a.limits('/s/three');
    book.clear(book.snapshot());
    expect(book.closure(now)).toBeUndefined();
  });

  test('stay although the limit book of a machine cannot be read, or is lost', async () => {
    const { a, b } = await twoMachines();
    a.limits('/s/one').close(until, now);
    for (const one of [a, b]) await one.share();
    const book = join(b.stateDir, 'limits');
    renameSync(book, `${book}.away`);
    writeFileSync(book, 'a folder that cannot be read');
    await expect(b.share()).rejects.toThrow('ENOTDIR');
    rmSync(book);
    for (const one of [b, a]) await one.share();
    for (const { limits } of [a, b]) expect(limits('/s/one').closure(now)).toMatchObject({ until });
  });

  test('are no path out of the limit book', async () => {
    const { database, a } = await twoMachines();
    await openSharedLimitNames({ database, machine: 'x' }).change({
      added: ['../until-1-1-ab', 'claude-1/../../x', 'claude-1/probe-1-1', '.hidden/until-1-1-ab'],
      removed: [],
    });
    await a.share();
    expect(openSharedNames(a.stateDir).read().names).toEqual(new Set());
  });
});

describe('costs', () => {
  test('of all machines count on each of them, once', async () => {
    const { a, b } = await twoMachines();
    a.spending.record(spending('run-a', 2));
    b.spending.record(spending('run-b', 3));
    for (let times = 0; times < 2; times += 1) for (const one of [a, b]) await one.share();
    await a.share();
    expect([a, b].map((one) => one.spending.spentOn(NOW))).toEqual([5, 5]);
    expect(a.spending.spentOn(NOW, { session: '/s/one' })).toBe(5);
    const day = join(b.stateDir, 'spend/2026-11-22.jsonl');
    expect(readFileSync(day, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  test('are written down once although the place in the book was lost', async () => {
    const { a, b } = await twoMachines();
    a.spending.record(spending('run-a', 2));
    await a.share();
    await b.share();
    for (const { stateDir } of [a, b]) appendFileSync(join(stateDir, 'spend.json'), 'lost');
    for (const one of [a, b, a]) await one.share();
    expect([a, b].map((one) => one.spending.spentOn(NOW))).toEqual([2, 2]);
    const day = join(b.stateDir, 'spend/2026-11-22.jsonl');
    expect(readFileSync(day, 'utf8').trim().split('\n')).toHaveLength(1);
  });
});

test('of 200 claims at once, as many are given as the limit of the day leaves', async () => {
  const { url, database } = await newFleetAt();
  await fill(database, 250);
  const today = '2026-11-22';
  const spent = openSharedSpendLines({ database, machine: 'x' });
  const a = machine(database, 'a');
  a.spending.record(spending('run-a', 50));
  const { lines } = openSharedLines(a.stateDir, () => NOW).after({});
  await spent.add(lines);
  const money = () => ({ usd: 5, perDayUsd: 150, perMonthUsd: 10_000, today });
  const databases = await Promise.all(Array.from({ length: 10 }, () => opened(url)));
  const queues = Array.from({ length: 200 }, (_, n) =>
    queueOn(databases[n % 10] ?? database, { machine: `m${n}`, money }),
  );
  const claims = await Promise.all(queues.map((queue) => claimPatiently(queue, 1)));
  const given = claims.flatMap((claim, n) => (claim === null ? [] : [{ claim, n }]));
  expect(given).toHaveLength(20);
  // What one reserved is free again when it is over.
  const [first] = given;
  if (first !== undefined) await queues[first.n]?.settle(first.claim, { kind: 'ended' });
  expect(await queues[199]?.claim(Date.now(), 2)).not.toBeNull();
  expect(await queues[198]?.claim(Date.now(), 2)).toBeNull();
});

test('one claim is given under a limit that is smaller than the possible cost of an attempt', async () => {
  const database = await newFleet();
  await fill(database, 2);
  const money = () => ({ usd: 5, perDayUsd: 4, perMonthUsd: undefined, today: '2026-11-22' });
  const queue = queueOn(database, { money });
  expect(await queue.claim(Date.now(), 2)).not.toBeNull();
  expect(await queue.claim(Date.now(), 2)).toBeNull();
  const [, waiting] = (await queue.list(Date.now())).queued;
  expect(waiting?.state).toMatchObject({
    kind: 'queued',
    delay: {
      why: '$0.00 spent, and $5.00 reserved for attempts at work, of $4 a day (SAMOCODE_MAX_COST_PER_DAY)',
      isLong: false,
    },
  });
});

test('the queue names a limit of cost that is spent, and machines that start nothing', async () => {
  const database = await newFleet();
  await fill(database, 1);
  const today = '2026-11-22';
  const a = machine(database, 'a');
  a.spending.record(spending('run-a', 50));
  await a.share();
  const money = () => ({ usd: 5, perDayUsd: 40, perMonthUsd: undefined, today });
  const queue = queueOn(database, { money });
  const [first] = (await queue.list(Date.now())).queued;
  expect(first?.state).toMatchObject({
    delay: { why: '$50.00 of $40 a day for all sessions spent (SAMOCODE_MAX_COST_PER_DAY)' },
  });
  const notes = async () => (await queue.list(Date.now())).notes;
  const none = 'no machine of the fleet starts anything: to begin, samocode work on one of them';
  expect(await notes()).toEqual([none]);
  const facts = { instance: 'i', slots: 1, version: '1' };
  await beatMachine(fleetOf(database), facts, 0);
  expect(await notes()).toEqual([]);
  const away = queueOn(database, { hasProject: () => false });
  const without = '/shop/.samocode is not on this machine: others run its sessions';
  expect((await away.list(Date.now())).notes).toEqual([without]);
  await drainMachine(database.sql, 'one', true);
  expect(await notes()).toEqual([
    none,
    'this machine is drained; to let it work again: samocode fleet drain one --undo',
  ]);
});
