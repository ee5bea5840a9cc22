import * as z from 'zod/mini';
import type { QueueClaim, Settlement } from '../../../app/ports/queue/queue.ts';
import { OURS, type Sql } from '../database/database.ts';
import { lockFleet, QUEUE, tellChange } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';
import { leaveUnbegun } from '../session-row.ts';
import {
  attemptOf,
  claimIdOf,
  isDone,
  lockPlace,
  NEVER_MS,
  NOW,
  type PlaceRow,
} from './place-row.ts';
import { forgetTask } from './task-texts.ts';

type Waiting = Extract<Settlement, { kind: 'waits' }>;

/**
 * Gives a claim back. False: it is not ours any more, and nothing was changed; or its session was taken out of the queue
 * meanwhile, and has left it by now.
 */
export async function settlePlace(
  fleet: Fleet,
  claim: QueueClaim,
  how: Settlement,
): Promise<boolean> {
  const { id } = claim.queued;
  const boss = await fleet.database.boss();
  return await fleet.database.inTransaction(async (sql) => {
    await lockFleet(sql);
    const row = await lockPlace(sql, id);
    if (row?.is_claimed !== true || claimIdOf(row) !== claim.id) return false;
    if (!isDone(await boss.complete(QUEUE, [attemptOf(claim.id)], {}, { db: sql }))) return false;
    if (row.has_task) await leaveUnbegun(fleet, sql, row);
    const after = afterOf(row, how);
    if (after.kind === 'ended') {
      await sql.executeSql(`delete from ${OURS}.place where id = $1`, [id]);
      forgetTask(id, fleet.tasks);
      return !row.is_removed;
    }
    const wait = after.kind === 'waits' ? await byDatabase(sql, after) : undefined;
    await sql.executeSql(
      `update ${OURS}.place set machine = null, is_woken = false, is_stranded = false, is_acted = is_woken,
         wait_until = to_timestamp($2::float8 / 1000), wait_why = $3 where id = $1`,
      [id, wait?.until ?? null, wait?.why ?? null],
    );
    await sendJob(fleet, sql, row, wait && (wait.until ?? NEVER_MS));
    await tellChange(sql);
    return true;
  });
}

const timeRow = z.object({ now: z.coerce.number() });

/** A wait that this machine chose lasts as long by the clock of the database, however wrong its own is. */
async function byDatabase(sql: Sql, wait: Waiting): Promise<Waiting> {
  if (wait.isOwn !== true || wait.until === null) return wait;
  const [time] = await sql.rows(timeRow, `select extract(epoch from ${NOW}) * 1000 as now`);
  return time === undefined ? wait : { ...wait, until: time.now + (wait.until - Date.now()) };
}

/** What becomes of the session, where a person acted or took it out of the queue during the run. */
function afterOf(row: PlaceRow, how: Settlement): Settlement {
  if (row.is_removed) return { kind: 'ended' };
  // The run may have ended before the person acted.
  return row.is_woken ? { kind: 'again' } : how;
}

/** When the session may run, epoch milliseconds; undefined: now. */
export function dueOf(row: PlaceRow): number | undefined {
  return row.wait_why === null ? (row.not_before ?? undefined) : (row.wait_until ?? NEVER_MS);
}

/**
 * The job by which the session is given; `from`: not before, epoch milliseconds, else the time that its person gave.
 * A job that waits is changed.
 */
export async function sendJob(
  fleet: Fleet,
  sql: Sql,
  row: PlaceRow,
  from = row.not_before ?? undefined,
): Promise<void> {
  const boss = await fleet.database.boss();
  const options = {
    ...{ singletonKey: row.id, group: { id: row.account }, db: sql },
    startAfter: from === undefined ? 0 : new Date(from),
    // By its number alone a claim asks for it; the order is that of the places.
    priority: row.number,
  };
  const { jobs } = await boss.upsert(QUEUE, { session: row.id }, options);
  await sql.executeSql(`update ${OURS}.place set job = $2 where id = $1`, [row.id, jobs[0]]);
}
