import * as z from 'zod/mini';
import type { AfterTake, Takable, TakeAnswer } from '../../domain/fleet/moves/take.ts';
import type { Told } from '../../domain/fleet/told.ts';
import { reopenActs } from './acts/acts.ts';
import { OURS, type Sql } from './database/database.ts';
import { lockFleet, QUEUE, tellChange } from './database/schema.ts';
import type { Fleet } from './fleet.ts';
import { worksHere } from './machines.ts';
import { livingClaims } from './queue/claims.ts';
import { attemptOf, claimIdOf, lockPlaceOf, NOW, type PlaceRow } from './queue/place-row.ts';
import { deletePlace } from './queue/remove-place.ts';
import { dueOf, sendJob } from './queue/settle.ts';
import { wakePlace } from './queue/wake-place.ts';
import { IS_HELD_BY_HAND, keepTold, noteActHere } from './session-row.ts';

const text = z.nullable(z.string());
const number = z.nullable(z.coerce.number());
const row = z.object({
  ...{ config: z.string(), session: z.string(), folder: text, home: text, needs_take: z.boolean() },
  ...{ iteration: number, pushed_iteration: number, has_state: z.boolean(), seen_ago_ms: number },
  is_run_by_hand: z.boolean(),
});

type Name = Pick<Takable, 'config' | 'session'>;

/** A session that this machine is about to have. */
export interface Taking extends Takable {
  readonly place: PlaceRow | undefined;
}

/** Longer than a take lasts: if its process dies, the session is in line after that time. */
const TAKE_MIN = 15;

/** The claim counts: its process lives, as far as this machine can tell. */
async function takableIn(
  fleet: Fleet,
  sql: Sql,
  { config, session }: Name,
): Promise<Taking | undefined> {
  await livingClaims(fleet, sql);
  const place = await lockPlaceOf(sql, { config, session });
  const claimedBy = place?.is_claimed === true ? place.machine : null;
  const [found] = await sql.rows(
    row,
    `select config, session, folder, home, needs_take, iteration, pushed_iteration,
       pushed_commit is not null as has_state, ${IS_HELD_BY_HAND} as is_run_by_hand,
       (select extract(epoch from ${NOW} - seen_at) * 1000 from ${OURS}.machine
         where name = coalesce($3, home)) as seen_ago_ms
     from ${OURS}.session as home where config = $1 and session = $2 for update`,
    [config, session, claimedBy],
  );
  if (found === undefined) return undefined;
  return {
    ...{ config, session, folder: found.folder, home: found.home, claimedBy, place },
    ...{ seenAgoMs: found.seen_ago_ms, iteration: found.iteration },
    ...{ pushedIteration: found.pushed_iteration, hasState: found.has_state },
    ...{ needsTake: found.needs_take, isRunByHand: found.is_run_by_hand },
  };
}

export interface Begun {
  readonly taking: Taking;
  readonly answer: TakeAnswer;
}

/**
 * Makes this machine the one that is to have the session, if `answerOf` says so; no machine starts it for a while.
 * Undefined: the fleet does not know it.
 */
export async function beginTake(
  fleet: Fleet,
  name: Name,
  answerOf: (one: Takable) => TakeAnswer,
): Promise<Begun | undefined> {
  const boss = await fleet.database.boss();
  return await fleet.database.inTransaction(async (sql) => {
    await lockFleet(sql);
    const taking = await takableIn(fleet, sql, name);
    if (taking === undefined) return undefined;
    const answer = answerOf(taking);
    if (answer.kind !== 'take') return { taking, answer };
    const { place } = taking;
    if (place !== undefined && taking.claimedBy !== null)
      await boss.fail(QUEUE, [attemptOf(claimIdOf(place))], {}, { db: sql });
    if (place?.is_removed === true) await deletePlace(fleet, sql, place);
    else if (place !== undefined) {
      const until = `${NOW} + interval '${TAKE_MIN} minutes'`;
      await sql.executeSql(
        `update ${OURS}.place set machine = null, taken_by = $3, is_stranded = false, wait_until = ${until}, wait_why = $2
         where id = $1`,
        [place.id, `${fleet.machine} takes it`, fleet.machine],
      );
      await sendJob(fleet, sql, place, Date.now() + TAKE_MIN * 60_000);
    }
    // The state on the remote is the newest one from now on.
    await sql.executeSql(
      `update ${OURS}.session set home = $3, needs_take = true, pushed_iteration = iteration, hand_run = null
       where config = $1 and session = $2`,
      [name.config, name.session, fleet.machine],
    );
    await reopenActs(sql, name);
    return { taking: { ...taking, place: place?.is_removed === true ? undefined : place }, answer };
  });
}

/** Nothing was taken: all is as before, unless a machine has claimed or taken the session meanwhile. */
export async function undoTake(fleet: Fleet, { place, ...taking }: Taking): Promise<void> {
  await fleet.database.inTransaction(async (sql) => {
    await lockFleet(sql);
    const { config, session, home, needsTake, pushedIteration } = taking;
    const now = await lockPlaceOf(sql, taking);
    if (now?.is_claimed === true) return;
    // A person may have acted meanwhile, in files that the remote does not have.
    const isActed = now?.is_acted === true && place?.is_acted === false;
    await sql.executeSql(
      `update ${OURS}.session set home = $4, needs_take = $5, pushed_iteration = $6
       where config = $1 and session = $2 and home = $3 and needs_take`,
      [config, session, fleet.machine, home, needsTake, isActed ? null : pushedIteration],
    );
    if (place === undefined || now?.id !== place.id || now.taken_by !== fleet.machine) return;
    const before = 'wait_until = to_timestamp($2::float8 / 1000), wait_why = $3, is_stranded = $4';
    await sql.executeSql(`update ${OURS}.place set taken_by = null, ${before} where id = $1`, [
      place.id,
      place.wait_until,
      place.wait_why,
      place.is_stranded,
    ]);
    if (isActed) await wakePlace(fleet, sql, { ...now, is_reserved: false });
    else await sendJob(fleet, sql, place, dueOf(place));
    await tellChange(sql);
  });
}

/** The session is here: this machine has its files. In one step: the next take would find it here, and end nothing. */
export async function endTake(fleet: Fleet, told: Told): Promise<AfterTake> {
  return await fleet.database.inTransaction(async (sql) => {
    await lockFleet(sql);
    if (!(await keepTold({ ...fleet, database: { sql } }, told))) return 'lost';
    const place = await lockPlaceOf(sql, told);
    if (place?.is_claimed === true) return 'in line';
    if (place !== undefined && (await worksHere(fleet, sql))) {
      await sql.executeSql(
        `update ${OURS}.place set is_acted = true, taken_by = null, wait_until = null, wait_why = null where id = $1`,
        [place.id],
      );
      await sendJob(fleet, sql, place);
      await tellChange(sql);
      return 'in line';
    }
    // Runs by hand tell nothing: until `release` the state on the remote passes for an older one.
    await noteActHere(fleet, sql, told);
    if (place === undefined) return 'by hand';
    await deletePlace(fleet, sql, place);
    return 'by hand';
  });
}
