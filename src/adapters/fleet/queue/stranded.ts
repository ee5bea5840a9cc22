import * as z from 'zod/mini';
import { addRun } from '../../../domain/queue/night/night.ts';
import { OURS, type Sql } from '../database/database.ts';
import type { Fleet } from '../fleet.ts';
import { changeNight } from '../night-row.ts';
import { IS_MOVABLE, mayRunOn } from '../session-row.ts';
import { NEVER_MS, NOW, type PlaceRow, placeRow, PLACES } from './place-row.ts';
import { sendJob } from './settle.ts';

/** Gives machines and runs by hand up that were silent for a heartbeat; only while the database was seen for as long. */
export async function noteSilent({ database: { sql }, heartbeatMs }: Fleet): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.machine set is_silent = true
     where not is_silent and seen_at < ${NOW} - $1 * interval '1 millisecond'`,
    [heartbeatMs],
  );
  await sql.executeSql(
    `update ${OURS}.session set hand_run = null
     where hand_run is not null and hand_seen_at < ${NOW} - $1 * interval '1 millisecond'`,
    [heartbeatMs],
  );
}

const IS_AT_SILENT = `exists (select from ${OURS}.machine where name = home.home and is_silent)`;
const HAS_NO_FILES = `(${IS_AT_SILENT} and not coalesce(${IS_MOVABLE}, false))`;

/** The machines at work that the session may run on, of which each tells the projects that it refuses. */
const TAKERS = `from ${OURS}.machine as taker where not taker.is_silent and not taker.is_draining and ${mayRunOn('taker.name')}`;
const IS_REFUSED = `(exists (select ${TAKERS})
  and not exists (select ${TAKERS} and not coalesce(taker.refuses ? place.config, false)))`;

/** A limit, because all claims wait for this statement. */
const SOME = 'order by number limit 200';

const CANNOT_RUN = `(${HAS_NO_FILES} or ${IS_REFUSED})`;

/**
 * Sessions that no machine at work can run wait for a person, or for another machine: their newest files are on one that
 * was given up, or all refuse their project. The notice on the queue tells of each once.
 */
export async function strand(fleet: Fleet, sql: Sql): Promise<void> {
  const rows = await sql.rows(
    placeRow,
    `${PLACES} where (wait_why is null or wait_until <= ${NOW}) and job.state < 'active' and not is_removed
       and ${CANNOT_RUN} ${SOME}`,
  );
  if (rows.length === 0) return;
  const refusals = await refusalsOf(sql, rows);
  for (const row of rows) {
    const refused = refusals.get(row.id);
    const why =
      refused === undefined
        ? `its newest files are on ${row.home ?? ''} alone, which is silent; it goes on when that machine is back`
        : `no machine at work can run it: ${refused}`;
    await sql.executeSql(
      `update ${OURS}.place set is_stranded = true, wait_until = null, wait_why = $2 where id = $1`,
      [row.id, why],
    );
    await sendJob(fleet, sql, row, NEVER_MS);
  }
  await changeNight(sql, (book) =>
    rows.reduce((now, { id, session, config }) => {
      return addRun(now, { id, session, config, isDone: false });
    }, book),
  );
}

const refusalRow = z.object({ id: z.string(), why: z.string() });

/** The machines that refuse each of these sessions, with their reasons. */
async function refusalsOf(
  sql: Sql,
  rows: readonly PlaceRow[],
): Promise<ReadonlyMap<string, string>> {
  const refused = await sql.rows(
    refusalRow,
    `select * from (select place.id, ${IS_REFUSED} as is_refused, (select string_agg(
         taker.name || ': ' || (taker.refuses ->> place.config), '; ' order by taker.name) ${TAKERS}) as why
       from ${OURS}.place left join ${OURS}.session as home
         on home.config = place.config and home.session = place.session
       where place.id = any ($1)) as refused where is_refused`,
    [rows.map(({ id }) => id)],
  );
  return new Map(refused.map(({ id, why }) => [id, why]));
}

/** A machine can run them again. */
export async function bringBack(fleet: Fleet, sql: Sql): Promise<void> {
  const rows = await sql.rows(
    placeRow,
    `${PLACES} where is_stranded and not ${CANNOT_RUN} ${SOME}`,
  );
  for (const row of rows) {
    await sql.executeSql(
      `update ${OURS}.place set is_stranded = false, wait_why = null where id = $1`,
      [row.id],
    );
    await sendJob(fleet, sql, row);
  }
}
