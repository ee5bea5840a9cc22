import * as z from 'zod/mini';
import type { HeldClaim, Holder } from '../../../app/ports/queue/machine.ts';
import { OURS } from '../database/database.ts';
import { lockFleet, QUEUE } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';
import { isNameTaken } from '../machines.ts';
import { livingClaims } from './claims.ts';
import { attemptOf, claimIdOf, isDone, type PlaceRow, placeRow, PLACES } from './place-row.ts';

/**
 * Confirms the claims of this machine, those of a `work` that was killed too while their runs live; returns them. All
 * others that the machine had are over. None where another machine has this name.
 */
export async function beatClaims(fleet: Fleet): Promise<readonly HeldClaim[]> {
  const { boss, inTransaction, sql } = fleet.database;
  const engine = await boss();
  const own = await inTransaction(async (tx) => {
    await lockFleet(tx);
    if (await isNameTaken(fleet, tx)) return [];
    await livingClaims(fleet, tx);
    const rows = await tx.rows(placeRow, `${PLACES} where machine = $1`, [fleet.machine]);
    return rows.filter((row) => row.is_claimed);
  });
  const held: HeldClaim[] = [];
  for (const row of own) {
    const touched = await engine.touch(QUEUE, [attemptOf(claimIdOf(row))], { db: sql });
    if (isDone(touched)) held.push(heldOf(row));
  }
  return held;
}

function heldOf(row: PlaceRow): HeldClaim {
  const { id, config, session, pid, start_time: startTime } = row;
  const process = { pid: pid ?? 0, startTime: startTime ?? '' };
  return { id, config, session, claim: claimIdOf(row), process };
}

const holder = z.object({ machine: z.nullable(z.string()), is_in_line: z.boolean() });

/** The machine that has a session, or had it last; and whether the session is in line. */
export async function holderOf(
  { database: { sql } }: Pick<Fleet, 'database'>,
  { config, session }: Pick<HeldClaim, 'config' | 'session'>,
): Promise<Holder> {
  const [row] = await sql.rows(
    holder,
    `select coalesce(place.machine, home.home) as machine, place.id is not null as is_in_line
     from ${OURS}.session as home left join ${OURS}.place
       on place.config = home.config and place.session = home.session
     where home.config = $1 and home.session = $2`,
    [config, session],
  );
  return { machine: row?.machine ?? null, isInLine: row?.is_in_line ?? false };
}
