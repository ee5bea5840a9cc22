import * as z from 'zod/mini';
import type { Submitted } from '../../../app/ports/queue/queue.ts';
import type { QueueTask } from '../../../domain/queue/queued.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { randomId } from '../../random-id.ts';
import { OURS, type Sql } from '../database/database.ts';
import { lockFleet, tellChange } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';
import { lockPlaceOf, NOW, type PlaceRow, queuedOf } from './place-row.ts';
import { deleteRemoved } from './remove-place.ts';
import { sendJob } from './settle.ts';

/** Puts a session in line, unless it is. One that was taken out, and that still runs, stays after all. */
export async function addPlace(fleet: Fleet, sql: Sql, task: QueueTask): Promise<Submitted> {
  await lockFleet(sql);
  await deleteRemoved(fleet, sql);
  const there = await lockPlaceOf(sql, task);
  if (there?.is_removed === true) await keepPlace(sql, there, task);
  else if (there !== undefined) return { kind: 'there', queued: queuedOf(there, fleet.tasks) };
  else await insertPlace(fleet, sql, task);
  const row = await lockPlaceOf(sql, task);
  if (row === undefined) throw new Error('a session that was put in line is not there');
  if (there === undefined) await sendJob(fleet, sql, row);
  await tellChange(sql);
  return { kind: 'queued', queued: queuedOf(row, fleet.tasks) };
}

async function insertPlace(fleet: Fleet, sql: Sql, task: QueueTask): Promise<void> {
  const { config, session, text, priority, notBefore, holds } = task;
  const account = fleet.accounts.of(task);
  await sql.executeSql(
    `insert into ${OURS}.place
       (id, config, session, task, priority, not_before, holds, account, added_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7, $8, ${NOW})`,
    [randomId(), config, session, text ?? null, priority, notBefore ?? null, holds, account],
  );
}

const same = z.object({ is_same: z.boolean() });

/** Its run goes on with the task that it has; what else a person gives counts after it. */
async function keepPlace(sql: Sql, { id }: PlaceRow, task: QueueTask): Promise<void> {
  const { session, text, priority, notBefore } = task;
  const isSame = `select $2::text is null or task is not distinct from $2 as is_same from ${OURS}.place where id = $1`;
  const [kept] = await sql.rows(same, isSame, [id, text ?? null]);
  if (kept?.is_same !== true) {
    throw new UserError(`${session} still runs with the task that it was put in line with`, {
      hint: 'samocode queue shows when it has left; put it in line with another task then',
    });
  }
  await sql.executeSql(
    `update ${OURS}.place set is_removed = false, priority = $2, not_before = to_timestamp($3::float8 / 1000)
     where id = $1`,
    [id, priority, notBefore ?? null],
  );
}
