import { type LivingRun, nameOf, takenSlots } from '../../../domain/queue/order.ts';
import type { Sql } from '../database/database.ts';
import { QUEUE } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';
import { isNameTaken } from '../machines.ts';
import { attemptOf, claimIdOf, placeOf, type PlaceRow, placeRow, PLACES } from './place-row.ts';

/**
 * The claims that count, of all machines. Those of processes of this machine that died are given back; but while a run
 * of such a session lives, the machine keeps it.
 */
export async function livingClaims(fleet: Fleet, sql: Sql): Promise<readonly PlaceRow[]> {
  const rows = await sql.rows(placeRow, `${PLACES} where machine is not null`);
  const claims = rows.filter((row) => row.is_claimed);
  const left = claims.filter((row) => isLeft(fleet, row));
  if (left.length === 0 || (await isNameTaken(fleet, sql))) return claims;
  const boss = await fleet.database.boss();
  const running = new Set(fleet.livingRuns().map(nameOf));
  const attempts = (these: readonly PlaceRow[]) => these.map((row) => attemptOf(claimIdOf(row)));
  const [kept, dead] = [true, false].map((has) =>
    left.filter((row) => running.has(nameOf(row)) === has),
  ) as [PlaceRow[], PlaceRow[]];
  if (kept.length > 0) await boss.touch(QUEUE, attempts(kept), { db: sql });
  if (dead.length > 0) await boss.fail(QUEUE, attempts(dead), {}, { db: sql });
  return claims.filter((row) => !dead.includes(row));
}

/** Whether the process of a claim of this machine is gone. */
export function isLeft(fleet: Fleet, row: PlaceRow): boolean {
  if (!row.is_claimed || row.machine !== fleet.machine) return false;
  return !fleet.processes.isAlive({ pid: row.pid ?? 0, startTime: row.start_time ?? '' });
}

/** The slots of this machine that are taken. */
export function slotsHere(
  fleet: Fleet,
  claims: readonly PlaceRow[],
  now: number,
): readonly LivingRun[] {
  const here = claims.filter(({ machine }) => machine === fleet.machine);
  const state = new Map(here.map((row) => [row.id, placeOf(row, fleet.tasks)]));
  return takenSlots({ state, runs: fleet.livingRuns(), now });
}
