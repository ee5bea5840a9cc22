import { join } from 'node:path';
import { load, timed } from '../checkpoints.js';
import { interleaved } from '../measure.js';

/** @typedef {import('../table.js').Figure} Figure */
/** @typedef {import('../rig.js').Rig} Rig */

const ROUNDS = 9;
const AT_ONCE = 50;

/**
 * So many machines that claim at once, each on a connection of its own: until the last one has its session, with the
 * lock that lets one after another, and without it.
 *
 * @param {Rig} rig
 * @param {string} url
 * @returns {Promise<Figure[]>}
 */
export const claims = async (rig, url) => {
  const { makeFleet, openDatabase, openQueueFleet } = await load('claims', [
    'makeFleet } from "./src/adapters/fleet/database/schema.ts"',
    'openDatabase } from "./src/adapters/fleet/database/database.ts"',
    'openQueueFleet } from "./src/adapters/fleet/queue/queue-fleet.ts"',
  ]);
  const root = new URL('../..', import.meta.url).pathname;
  const databases = await Promise.all(
    Array.from({ length: AT_ONCE }, () => openDatabase({ url, root })),
  );
  try {
    await makeFleet(databases[0]);
    const queueOn = (/** @type {any} */ database, /** @type {number} */ n) =>
      openQueueFleet(machine(rig, database, n));
    const locked = databases.map(queueOn);
    const unlocked = databases.map((database, n) => queueOn(withoutLock(database), n));
    for (let n = 0; n < AT_ONCE; n += 1) {
      const session = `claimed-${n}`;
      const task = { config: '/bench/.samocode', session, priority: 5, holds: [], text: 'Do it' };
      await locked[0].submit(task, Date.now());
    }
    const takeAll = async (/** @type {readonly any[]} */ queues) => {
      /** @type {any[]} */
      let taken = [];
      const ms = await timed(async () => {
        taken = await Promise.all(queues.map((queue) => queue.claim(Date.now(), 1)));
      });
      if (new Set(taken.map((claim) => claim?.queued.session)).size !== AT_ONCE)
        throw new Error('not every machine got a session of its own');
      await Promise.all(taken.map((claim, n) => queues[n].settle(claim, { kind: 'again' })));
      return ms;
    };
    // The first one connects, and starts the engine.
    await takeAll(locked);
    const ms = await interleaved(ROUNDS, {
      locked: () => takeAll(locked),
      unlocked: () => takeAll(unlocked),
    });
    const what = `${AT_ONCE} claims at once, one after another`;
    return [
      {
        id: 'P16',
        what,
        value: ms.locked / ms.unlocked,
        goal: 3,
        limit: 'the same without the lock',
      },
    ];
  } finally {
    await Promise.all(databases.map((database) => database[Symbol.asyncDispose]()));
  }
};

/**
 * @param {Rig} rig
 * @param {unknown} database
 * @param {number} n
 */
const machine = (rig, database, n) => ({
  ...{ database, machine: `m${n}`, instance: `m${n}`, heartbeatMs: 900_000 },
  processes: { self: () => ({ pid: 1, startTime: 'start-1' }), isAlive: () => true },
  ...{ livingRuns: () => [], hasProject: () => true, unable: () => undefined },
  tasks: join(rig.folder, 'tasks', String(n)),
  accounts: { of: () => 'claude', limit: undefined },
  money: () => undefined,
});

/** @param {any} database */
const withoutLock = (database) => ({
  ...database,
  inTransaction: (/** @type {(sql: any) => unknown} */ work) =>
    database.inTransaction((/** @type {any} */ sql) => work({ ...sql, executeSql: unlocked(sql) })),
});

/** @param {any} sql */
const unlocked = (sql) => (/** @type {string} */ text, /** @type {unknown[]} */ values) =>
  text.includes('pg_advisory_xact_lock') ? { rows: [] } : sql.executeSql(text, values);
