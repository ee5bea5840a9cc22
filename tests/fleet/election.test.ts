import { expect, onTestFinished, test } from 'vitest';
import { bootMs } from '../../src/adapters/boot-clock.ts';
import { openElection } from '../../src/adapters/fleet/chat/election.ts';
import type { FleetDatabase, Sql } from '../../src/adapters/fleet/database/database.ts';
import { DatabaseSilent } from '../../src/adapters/fleet/database/database-error.ts';
import { newFleet } from '../support/fleet/fleet-scene.ts';

const EVERY_MS = 600;

/** A process of a machine; `line.isCut`: its questions do not reach the database. */
function candidate(database: FleetDatabase, machine: string) {
  const line = { isCut: false };
  const refuse = (): void => {
    if (line.isCut) throw new DatabaseSilent('the line is cut');
  };
  const sql: Sql = {
    executeSql: async (...of) => {
      refuse();
      return await database.sql.executeSql(...of);
    },
    rows: async (...of) => {
      refuse();
      return await database.sql.rows(...of);
    },
  };
  const warned: string[] = [];
  const { take } = openElection({
    ...{ sql, bot: 'bot', machine, holder: machine, everyMs: EVERY_MS, bootMs },
    warn: (text) => {
      warned.push(text);
    },
  });
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
  });
  return {
    ...{ line, warned, stop },
    take: async () => {
      const right = await take(stop.signal);
      if (right !== undefined) onTestFinished(right.end);
      return right;
    },
  };
}

test('one process polls, and the next one goes on after the last update', async () => {
  const database = await newFleet();
  const [a, b] = [candidate(database, 'a'), candidate(database, 'b')];
  const first = await a.take();
  expect(first?.next()).toBeUndefined();
  await first?.advance(7);
  let hasSecond = false;
  const second = b.take().finally(() => (hasSecond = true));
  const confirmed = async (): Promise<number> => {
    const text =
      'select extract(epoch from confirmed_at)::float8 * 1000 as at from samocode.telegram_poller';
    return ((await database.sql.executeSql(text)).rows as { at: number }[])[0]?.at ?? 0;
  };
  const begin = await confirmed();
  // It is renewed for longer than another one waits.
  await expect
    .poll(async () => (await confirmed()) - begin, { timeout: 30_000 })
    .toBeGreaterThan(4 * EVERY_MS);
  expect([hasSecond, first?.isHeld()]).toEqual([false, true]);
  await first?.end();
  expect((await second)?.next()).toBe(7);
});

test('a process that reaches no database stops before another one begins', async () => {
  const database = await newFleet();
  const [a, b] = [candidate(database, 'a'), candidate(database, 'b')];
  const first = await a.take();
  a.line.isCut = true;
  // Told with the next answer, and known to this process.
  await first?.advance(3);
  expect([first?.next(), first?.isHeld()]).toEqual([3, true]);
  let wasLost: boolean | undefined;
  first?.lost.addEventListener('abort', () => (wasLost ??= true));
  const second = await b.take().finally(() => (wasLost ??= false));
  expect(wasLost).toBe(true);
  expect(second?.isHeld()).toBe(true);
  // It waits for the database, and then for the other one.
  const again = a.take();
  await expect
    .poll(() => a.warned, { timeout: 30_000 })
    .toEqual([expect.stringContaining('the line is cut')]);
  a.line.isCut = false;
  await second?.end();
  expect((await again)?.isHeld()).toBe(true);
});

test('an old number of updates is forgotten: the API restarts them after a week', async () => {
  const database = await newFleet();
  const first = await candidate(database, 'a').take();
  await first?.advance(9);
  await first?.end();
  await database.sql.executeSql(
    "update samocode.telegram_poller set next_at = next_at - interval '7 days'",
  );
  const second = await candidate(database, 'b').take();
  expect([second?.isHeld(), second?.next()]).toEqual([true, undefined]);
});
