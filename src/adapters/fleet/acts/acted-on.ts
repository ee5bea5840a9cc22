import { OURS, type Sql } from '../database/database.ts';
import { tellChange } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';
import { placeRow, PLACES } from '../queue/place-row.ts';
import { sendJob } from '../queue/settle.ts';
import { IS_LEFT, IS_MOVABLE } from '../session-row.ts';

/** Sessions that wait on a machine that was given up, and on which a person acted since: another one may take them. */
export async function wakeActedOn(fleet: Fleet, sql: Sql): Promise<void> {
  const rows = await sql.rows(
    placeRow,
    `${PLACES} where wait_why is not null and taken_by is null and job.state < 'active' and ${IS_LEFT} and ${IS_MOVABLE}
       and exists (select from ${OURS}.act where act.config = place.config
         and act.session = place.session and is_open)`,
  );
  for (const row of rows) {
    const wake = `update ${OURS}.place set is_acted = true, wait_until = null, wait_why = null where id = $1`;
    await sql.executeSql(wake, [row.id]);
    await sendJob(fleet, sql, row);
  }
  if (rows.length > 0) await tellChange(sql);
}
