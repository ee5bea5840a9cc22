import { OURS, type Sql } from '../database/database.ts';
import type { Fleet } from '../fleet.ts';
import { IS_MOVABLE } from '../session-row.ts';
import { NEVER_MS, NOW, placeRow, PLACES } from './place-row.ts';
import { sendJob } from './settle.ts';

/** Gives machines up that were silent for a heartbeat; only while the database was seen for as long. */
export async function noteSilent({ database: { sql }, heartbeatMs }: Fleet): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.machine set is_silent = true
     where not is_silent and seen_at < ${NOW} - $1 * interval '1 millisecond'`,
    [heartbeatMs],
  );
}

const IS_AT_SILENT = `exists (select from ${OURS}.machine where name = home.home and is_silent)`;

/** Sessions whose newest files are on a machine that was given up wait for a person, or for the machine. */
export async function strand(fleet: Fleet, sql: Sql): Promise<void> {
  const rows = await sql.rows(
    placeRow,
    `${PLACES} where (wait_why is null or wait_until <= ${NOW}) and job.state < 'active' and ${IS_AT_SILENT}
       and not coalesce(${IS_MOVABLE}, false)`,
  );
  for (const row of rows) {
    const why = `its newest files are on ${row.home ?? ''} alone, which is silent; it goes on when that machine is back`;
    await sql.executeSql(
      `update ${OURS}.place set is_stranded = true, wait_until = null, wait_why = $2 where id = $1`,
      [row.id, why],
    );
    await sendJob(fleet, sql, row, NEVER_MS);
  }
}

/** Their machine works again. */
export async function bringBack(fleet: Fleet, sql: Sql): Promise<void> {
  const rows = await sql.rows(placeRow, `${PLACES} where is_stranded and not ${IS_AT_SILENT}`);
  for (const row of rows) {
    await sql.executeSql(
      `update ${OURS}.place set is_stranded = false, wait_why = null where id = $1`,
      [row.id],
    );
    await sendJob(fleet, sql, row);
  }
}
