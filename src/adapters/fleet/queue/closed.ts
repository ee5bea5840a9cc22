import { capWords, opensAt } from '../../../domain/provider/cost/caps.ts';
import { reservedWords } from '../../../domain/provider/cost/reserved-words.ts';
import { delayOf } from '../../../domain/queue/delay.ts';
import type { Delay } from '../../../domain/queue/queued.ts';
import type { Sql } from '../database/database.ts';
import type { Fleet } from '../fleet.ts';
import type { PlaceRow } from './place-row.ts';
import { openPurse, type Reached } from './purse.ts';

/** Nothing tells when an attempt of another machine has cost less than it reserved. */
const LOOK_MS = 60_000;

/** The projects of these sessions whose limits of cost, over all machines, leave nothing. */
export async function closedProjects(
  fleet: Pick<Fleet, 'money'>,
  sql: Sql,
  rows: readonly PlaceRow[],
): Promise<ReadonlyMap<string, Delay>> {
  const purse = openPurse(
    fleet,
    sql,
    rows.filter((row) => row.is_claimed),
  );
  const closed = new Map<string, Delay>();
  for (const config of new Set(rows.map((row) => row.config))) {
    const reached = await purse.reached(config);
    if (reached !== undefined) closed.set(config, delayBy(reached, Date.now()));
  }
  return closed;
}

function delayBy({ reservedUsd, ...cap }: Reached, now: number): Delay {
  const isSpent = cap.spentUsd >= cap.capUsd;
  const opens = isSpent ? opensAt(cap, new Date(now)) : undefined;
  const why = isSpent ? capWords(cap) : reservedWords(cap, reservedUsd);
  return delayOf({ until: opens ?? now + LOOK_MS, why }, now);
}
