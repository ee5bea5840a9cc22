import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { type FleetDatabase, openDatabase } from '../../../src/adapters/fleet/database/database.ts';
import { HEARTBEAT_S, makeFleet, QUEUE } from '../../../src/adapters/fleet/database/schema.ts';
import type { Fleet } from '../../../src/adapters/fleet/fleet.ts';
import { openQueueFleet } from '../../../src/adapters/fleet/queue/queue-fleet.ts';
import type { Queue, QueueClaim } from '../../../src/app/ports/queue/queue.ts';
import { temporaryFolder } from '../session.ts';
import { createDatabase, TEMPLATES } from './databases.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** A database of the test's own, without tables. */
export async function newDatabase(server = inject('postgres'), template?: string): Promise<string> {
  return await createDatabase(server, `fleet_${Math.random().toString(36).slice(2)}`, template);
}

/** Opens a database, and closes it with the test. */
export async function opened(url: string): Promise<FleetDatabase> {
  const database = await openDatabase({ url, root: ROOT });
  onTestFinished(() => database[Symbol.asyncDispose]());
  return database;
}

/** A database with the tables of a fleet, and its address. */
export async function newFleetAt(heartbeatSeconds = HEARTBEAT_S, server?: string) {
  const template = server === undefined ? TEMPLATES.get(heartbeatSeconds) : undefined;
  const url = await newDatabase(server, template);
  const database = await opened(url);
  if (template === undefined) await makeFleet(database, heartbeatSeconds);
  return { url, database };
}

/** The same where its address does not matter. */
export async function newFleet(heartbeatSeconds?: number): Promise<FleetDatabase> {
  return (await newFleetAt(heartbeatSeconds)).database;
}

/** A machine on which every process lives. */
export function fleetOf(database: FleetDatabase, more: Partial<Fleet> = {}): Fleet {
  return {
    database,
    machine: 'one',
    instance: more.machine ?? 'one',
    processes: { self: () => ({ pid: 1, startTime: 'start-1' }), isAlive: () => true },
    ownWork: () => 'none',
    livingRuns: () => [],
    hasProject: () => true,
    unable: () => undefined,
    tasks: join(temporaryFolder(), 'tasks'),
    accounts: { of: () => 'claude', limit: undefined },
    heartbeatMs: 900_000,
    money: () => undefined,
    ...more,
  };
}

export function queueOn(database: FleetDatabase, more: Partial<Fleet> = {}): Queue {
  return openQueueFleet(fleetOf(database, more));
}

/** Many of them share one pool of connections: on a busy machine one may wait for it too long, and asks again. */
export async function claimPatiently(queue: Queue, slots: number): Promise<QueueClaim | null> {
  for (;;) {
    try {
      return await queue.claim(Date.now(), slots);
    } catch (error) {
      if (!String(error).includes('timeout exceeded when trying to connect')) throw error;
    }
  }
}

/** So many sessions in line at once, `s0` and on. */
export async function fill(database: FleetDatabase, count: number, account = 'claude') {
  const { rows } = await database.sql.executeSql(
    `insert into samocode.place (id, config, session, priority, holds, account, added_at, job)
     select id, '/shop/.samocode', 's' || n, 5, '{}', $2, now(), id
     from (select gen_random_uuid() as id, n from generate_series(0, $1 - 1) as n) as t
     returning id, number::int`,
    [count, account],
  );
  const jobs = (rows as { id: string; number: number }[]).map(({ id, number }) => ({
    ...{ id, singletonKey: id, priority: number, group: { id: account } },
  }));
  await (await database.boss()).insert(QUEUE, jobs);
  // A team's server does so by itself, a minute later.
  await database.sql.executeSql('analyze');
}
