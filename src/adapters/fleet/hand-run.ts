import * as z from 'zod/mini';
import type { HandBeat, HandFleet, HandRun, SoughtByHand } from '../../app/ports/fleet/by-hand.ts';
import type { KnownByHand } from '../../domain/fleet/moves/by-hand.ts';
import { type FleetDatabase, OURS, type Sql } from './database/database.ts';
import { HEARTBEAT } from './database/schema.ts';
import { refuseOtherVersion } from './database/schema-version.ts';
import type { Fleet } from './fleet.ts';
import { isNamesOwn } from './machines.ts';
import { NOW } from './queue/place-row.ts';
import { homeOf, keepTold } from './session-row.ts';

type Own = Pick<Fleet, 'machine' | 'instance'>;

const text = z.nullable(z.string());
const known = z.object({
  ...{ session: z.string(), home: text, state: text },
  ...{ needs_take: z.boolean(), is_in_line: z.boolean() },
  /** Another machine has the name of this one. */
  other: z.nullable(z.enum(['alive', 'silent'])),
});
/** The fleet of a run by hand. Each call looks first at the version of the tables, which may change meanwhile. */
export function openHandFleet(database: FleetDatabase, own: Own): HandFleet {
  const { sql } = database;
  const checked = async <T>(work: () => Promise<T>): Promise<T> => {
    await refuseOtherVersion(sql);
    return await work();
  };
  return {
    find: (sought) => checked(() => findByHand(sql, own, sought)),
    beat: (run) => checked(() => beatHandRun(sql, own, run)),
    keepTold: (told) =>
      checked(async () => {
        await keepTold({ ...own, database }, told, { hasFiles: true });
      }),
    end: (run) => checked(() => endHandRun(sql, own, run)),
  };
}

/**
 * Asks for the session of a folder, or else of a name, in one statement. A name alone tells only of a session in line
 * that no machine has begun, and with `isNamed` of any.
 */
async function findByHand(
  sql: Sql,
  { machine, instance }: Own,
  of: SoughtByHand,
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
  if (found === undefined) return undefined;
  const { session, home, state, needs_take: needsTake, is_in_line: isInLine, other } = found;
  return { session, home, state, needsTake, isInLine, other };
}

const beat = z.object({ heartbeat_ms: z.coerce.number() });

/**
 * A run that a person began works on a session whose files are on this machine. No other machine takes it for a
 * heartbeat, and a release before counts no more.
 */
async function beatHandRun(
  sql: Sql,
  { machine, instance }: Own,
  named: HandRun,
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
async function endHandRun(
  sql: Sql,
  { machine }: Own,
  { config, session, run }: HandRun,
): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.session set hand_run = null
     where config = $1 and session = $2 and home = $3 and hand_run = $4`,
    [config, session, machine, run],
  );
}
