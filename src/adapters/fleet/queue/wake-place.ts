import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { OURS, type Sql } from '../database/database.ts';
import { type Fleet } from '../fleet.ts';
import { worksHere } from '../machines.ts';
import { noteActHere } from '../session-row.ts';
import { NEVER_MS, type PlaceRow } from './place-row.ts';
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

/**
 * A person acted, perhaps in the files of this machine. A session that was released before, and that nothing runs here,
 * waits until it is released again: the others would go on without the act.
 */
export async function noteAct(fleet: Fleet, sql: Sql, row: PlaceRow): Promise<void> {
  const wasReleased = (await noteActHere(fleet, sql, row)) === 'released';
  if (!wasReleased || (await worksHere(fleet, sql))) return;
  const release = printable(sessionCommand(row, { words: ['release'] }));
  await sql.executeSql(`update ${OURS}.place set wait_until = null, wait_why = $2 where id = $1`, [
    row.id,
    `a person acted on it after its release; to give it to the others, on ${fleet.machine}: ${release}`,
  ]);
  await sendJob(fleet, sql, row, NEVER_MS);
}
