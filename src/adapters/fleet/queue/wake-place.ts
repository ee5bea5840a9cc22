import { OURS, type Sql } from '../database/database.ts';
import type { Fleet } from '../fleet.ts';
import type { PlaceRow } from './place-row.ts';
import { sendJob } from './settle.ts';

/** A person acted: the session is due, or, while it runs, due again after its run. */
export async function wakePlace(fleet: Fleet, sql: Sql, row: PlaceRow): Promise<void> {
  const isDue = !row.is_claimed && !row.is_reserved;
  const due = 'is_acted = true, is_stranded = false, wait_until = null, wait_why = null';
  // A machine that takes it goes on with it itself.
  const change = isDue ? due : row.is_claimed ? 'is_woken = true' : 'is_acted = true';
  await sql.executeSql(`update ${OURS}.place set ${change} where id = $1`, [row.id]);
  if (isDue) await sendJob(fleet, sql, row);
}
