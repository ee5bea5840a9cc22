import * as z from 'zod/mini';
import type { QueueClaim } from '../../app/ports/queue/queue.ts';
import type { Told } from '../../domain/fleet/told.ts';
import { reopenActs } from './acts/acts.ts';
import { type FleetDatabase, OURS, type Sql } from './database/database.ts';
import { HEARTBEAT, tellChange } from './database/schema.ts';
import type { Fleet } from './fleet.ts';
import { isNamesOwn } from './machines.ts';
import { NOW, type PlaceRow } from './queue/place-row.ts';

/**
 * Another machine can go on with the session: the last iteration that the fleet knows of is on the remote; or nothing
 * was recorded yet, and the task is in the queue.
 */
export const IS_MOVABLE = `(home.pushed_iteration = home.iteration
  or home.iteration is null and place.task is not null)`;

/** A run that a person started works on the session, or died, and no sweep has given it up. */
const IS_BY_HAND = '(home.hand_run is not null)';

/** The same, where a person asks: without a machine at work, whose sweep gives it up, the time since its last beat counts. */
export const IS_HELD_BY_HAND = `(home.hand_run is not null and (coalesce(home.hand_seen_at > ${NOW} - ${HEARTBEAT}, false)
  or exists (select from ${OURS}.machine where seen_at > ${NOW} - ${HEARTBEAT})))`;

/**
 * A person released the session; or the machine that has its files is given up, or leaves, or never worked for the
 * fleet. And no person runs it there.
 */
export const IS_LEFT = `(not ${IS_BY_HAND} and (coalesce(home.is_released, false)
  or not exists (select from ${OURS}.machine where name = home.home and not is_silent and not is_draining)))`;

/** A condition for a statement: the session in line may run on that machine. */
export function mayRunOn(machine: string): string {
  return `(home.home is null or home.home = ${machine} or ${IS_MOVABLE} and (needs_take or ${IS_LEFT}))`;
}

type Name = Pick<PlaceRow, 'config' | 'session'>;

/** The files that this machine has to take first, or to look for. */
type Taking = Pick<QueueClaim, 'take' | 'mayBegin'>;

/** This machine is about to have the files of the session. */
export async function comeHome(
  { machine }: Pick<Fleet, 'machine'>,
  sql: Sql,
  row: PlaceRow,
): Promise<Taking> {
  const needsTake = row.needs_take || (row.home !== null && row.home !== machine);
  await sql.executeSql(
    `insert into ${OURS}.session (config, session, home) values ($1, $2, $3)
     on conflict (config, session) do update set home = excluded.home, needs_take = $4,
       is_released = false, hand_run = null`,
    [row.config, row.session, machine, needsTake],
  );
  if (!needsTake) return {};
  await reopenActs(sql, row);
  const take = row.folder === null ? {} : { take: row.folder };
  return row.has_state ? take : { ...take, mayBegin: true };
}

/** The session is put in line with the files of this machine, which the remote may not have. */
export async function noteFiles(
  { machine, database: { sql } }: Pick<Fleet, 'machine' | 'database'>,
  { config, session }: Name,
): Promise<void> {
  await sql.executeSql(
    `insert into ${OURS}.session as known (config, session, home) values ($1, $2, $3)
     on conflict (config, session) do update set pushed_iteration = null
     where known.home = excluded.home and not known.needs_take
       and not exists (select from ${OURS}.place where place.config = $1 and place.session = $2)`,
    [config, session, machine],
  );
}

/**
 * A person acted in the files of this machine, where the session's files are: the state on the remote is older. Its next
 * push carries the act. `released`: the session was, and is no more.
 */
export async function noteActHere(
  { machine }: Pick<Fleet, 'machine'>,
  sql: Sql,
  { config, session }: Name,
): Promise<'released' | undefined> {
  const rows = await sql.rows(
    z.object({ was_released: z.boolean() }),
    `with before as (select is_released as was_released from ${OURS}.session
       where config = $1 and session = $2 for update)
     update ${OURS}.session set pushed_iteration = null, is_released = false from before
     where config = $1 and session = $2 and home = $3 and iteration is not null and not needs_take
     returning was_released`,
    [config, session, machine],
  );
  return rows[0]?.was_released === true ? 'released' : undefined;
}

/** A run of a session that was in no files yet ended before it began: any machine may run it. */
export async function leaveUnbegun(
  { machine }: Pick<Fleet, 'machine'>,
  sql: Sql,
  { config, session }: Name,
): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.session set home = null
     where config = $1 and session = $2 and home = $3 and updated_at is null`,
    [config, session, machine],
  );
}

interface KeptOnly {
  /** The row is of the version that was read before. */
  readonly version?: string;
  /** The files of the session are here: it needs no take, or the push of these files has shown so. */
  readonly hasFiles?: true;
}

/** Keeps the news of a run. False: another machine has the session by now, or the name of this one; or `only` is not so. */
export async function keepTold(
  {
    machine,
    instance,
    database: { sql },
  }: Pick<Fleet, 'machine' | 'instance'> & { readonly database: Pick<FleetDatabase, 'sql'> },
  told: Told,
  only: KeptOnly = {},
): Promise<boolean> {
  const { config, session, folder, run, iteration, phase, state, awaiting, reason } = told;
  const rows = await sql.rows(
    z.object({ home: z.string() }),
    `update ${OURS}.session set needs_take = false, is_released = false, folder = $4, run = $5, iteration = $6, phase = $7,
       state = $8, awaiting = $9, reason = $10, cost_usd = $11, unmovable = $12,
       pushed_iteration = coalesce($13, case when folder = $4 then pushed_iteration end),
       pushed_commit = coalesce($14, case when folder = $4 then pushed_commit end), asks = $15, texts = $16, updated_at = ${NOW}
     where config = $1 and session = $2 and home = $3 and xmin::text = coalesce($17, xmin::text)
       and ${isNamesOwn('$3', '$18')} and ($19 or not needs_take) returning home`,
    [
      ...[config, session, machine, folder, run, iteration, phase, state, awaiting, reason],
      ...[told.costUsd, told.unmovable, told.pushed?.iteration ?? null],
      ...[
        told.pushed?.commit ?? null,
        told.asks,
        JSON.stringify(told.texts ?? null),
        only.version ?? null,
      ],
      ...[instance, only.hasFiles !== true || told.pushed !== null],
    ],
  );
  return rows.length > 0;
}

/** A person gives the session up, whose state was pushed: any machine may run it. False: another one has it by now. */
export async function markReleased(
  { machine }: Pick<Fleet, 'machine'>,
  sql: Sql,
  { config, session }: Name,
): Promise<boolean> {
  const rows = await sql.rows(
    z.object({ home: z.string() }),
    `update ${OURS}.session set is_released = true, hand_run = null
     where config = $1 and session = $2 and home = $3 returning home`,
    [config, session, machine],
  );
  await tellChange(sql);
  return rows.length > 0;
}

const homeRow = z.object({ home: z.nullable(z.string()) });

/** The machine that has the files of the session; undefined: the fleet knows of none. */
export async function homeOf(sql: Sql, { config, session }: Name): Promise<string | undefined> {
  const [row] = await sql.rows(
    homeRow,
    `select home from ${OURS}.session where config = $1 and session = $2`,
    [config, session],
  );
  return row?.home ?? undefined;
}
