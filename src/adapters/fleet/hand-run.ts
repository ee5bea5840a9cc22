import * as z from 'zod/mini';
import type { DataOf } from '../../domain/text/read-json.ts';
import { OURS, type Sql } from './database/database.ts';
import { HEARTBEAT } from './database/schema.ts';
import type { Fleet } from './fleet.ts';
import { isNamesOwn } from './machines.ts';
import { NOW } from './queue/place-row.ts';
import { homeOf } from './session-row.ts';

type Own = Pick<Fleet, 'machine' | 'instance'>;

const text = z.nullable(z.string());
const known = z.object({
  ...{ session: z.string(), home: text, state: text },
  ...{ needs_take: z.boolean(), is_in_line: z.boolean() },
  /** Another machine has the name of this one. */
  other: z.nullable(z.enum(['alive', 'silent'])),
});
/** A session that a person is about to run, as the fleet knows it. `home`: the machine that has its files. */
export type KnownByHand = DataOf<typeof known>;

/**
 * Asks for the session of a folder, or else of a name, in one statement. A name alone tells only of a session in line
 * that no machine has begun, and with `isNamed` of any.
 */
export async function findByHand(
  sql: Sql,
  { machine, instance }: Own,
  of: {
    readonly config: string;
    readonly folder: string;
    /** Null: the folder alone counts. */
    readonly session: string | null;
    readonly isNamed: boolean;
  },
): Promise<KnownByHand | undefined> {
  const [found] = await sql.rows(
    known,
    `select session, home.home, state, coalesce(needs_take, false) as needs_take, place.id is not null as is_in_line,
       (select case when seen_at >= ${NOW} - ${HEARTBEAT} then 'alive' else 'silent' end
         from ${OURS}.machine where name = $5 and instance <> $6) as other
     from ${OURS}.session as home full join ${OURS}.place using (config, session)
     where config = $1 and (folder = $2 or session = $3 and ($4 or home.home is null))
     order by folder is not distinct from $2 desc limit 1`,
    [of.config, of.folder, of.session, of.isNamed, machine, instance],
  );
  return found;
}

interface Named {
  readonly config: string;
  readonly session: string;
  readonly run: string;
}

const beat = z.object({ heartbeat_ms: z.coerce.number() });

/** What the fleet answered to a run by hand that says that it lives. */
export type HandBeat =
  | { readonly kind: 'ours'; readonly heartbeatMs: number }
  | { readonly kind: 'lost'; readonly machine: string }
  /** The fleet does not know the session, or another machine has the name of this one. */
  | { readonly kind: 'unknown' };

/**
 * A run that a person began works on a session whose files are on this machine. No other machine takes it for a
 * heartbeat, and a release before counts no more.
 */
export async function beatHandRun(
  sql: Sql,
  { machine, instance }: Own,
  named: Named,
): Promise<HandBeat> {
  const { config, session, run } = named;
  const [ours] = await sql.rows(
    beat,
    `update ${OURS}.session set hand_run = $4, hand_seen_at = ${NOW}, is_released = false
     where config = $1 and session = $2 and home = $3 and ${isNamesOwn('$3', '$5')}
     returning extract(epoch from ${HEARTBEAT}) * 1000 as heartbeat_ms`,
    [config, session, machine, run, instance],
  );
  if (ours !== undefined) return { kind: 'ours', heartbeatMs: ours.heartbeat_ms };
  const home = await homeOf(sql, named);
  return home === undefined || home === machine
    ? { kind: 'unknown' }
    : { kind: 'lost', machine: home };
}

/** It has ended. That of a run that was killed counts until a sweep gives it up. */
export async function endHandRun(
  sql: Sql,
  { machine }: Own,
  { config, session, run }: Named,
): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.session set hand_run = null
     where config = $1 and session = $2 and home = $3 and hand_run = $4`,
    [config, session, machine, run],
  );
}
