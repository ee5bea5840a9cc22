import { OURS, type Sql } from '../database/database.ts';
import { lockFleet, QUEUE, tellChange } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';
import { livingClaims } from './claims.ts';
import { lockPlace, type PlaceRow, placeRow, PLACES } from './place-row.ts';
import { forgetTask } from './task-texts.ts';

/**
 * Takes a session out of the queue. While its claim lives, its place is kept and marked: put in line again at once, it
 * would be claimed a second time. False: it is not in line.
 */
export async function removePlace(fleet: Fleet, id: string): Promise<boolean> {
  await fleet.database.boss();
  return await fleet.database.inTransaction(async (sql) => {
    await lockFleet(sql);
    await livingClaims(fleet, sql);
    const row = await lockPlace(sql, id);
    if (row === undefined) return false;
    if (row.is_claimed) {
      await sql.executeSql(`update ${OURS}.place set is_removed = true where id = $1`, [id]);
    } else {
      await deletePlace(fleet, sql, row);
    }
    await tellChange(sql);
    return !row.is_removed;
  });
}

/** Deletes the places of sessions that were taken out, and whose claims are over. */
export async function deleteRemoved(fleet: Fleet, sql: Sql): Promise<void> {
  const rows = await sql.rows(placeRow, `${PLACES} where is_removed`);
  for (const row of rows) if (!row.is_claimed) await deletePlace(fleet, sql, row);
}

/** The session has left the queue. */
export async function deletePlace(fleet: Fleet, sql: Sql, { id, job }: PlaceRow): Promise<void> {
  await sql.executeSql(`delete from ${OURS}.place where id = $1`, [id]);
  if (job !== null) await (await fleet.database.boss()).deleteJob(QUEUE, job, { db: sql });
  forgetTask(id, fleet.tasks);
}
