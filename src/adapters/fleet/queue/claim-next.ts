import type { PgBoss } from 'pg-boss';
import type { QueueClaim } from '../../../app/ports/queue/queue.ts';
import { askedOnce, nameOf } from '../../../domain/queue/order.ts';
import type { Queued } from '../../../domain/queue/queued.ts';
import { OURS, type Sql } from '../database/database.ts';
import { lockFleet, QUEUE } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';
import { startsNothing } from '../machines.ts';
import { beginTry, triedElsewhere } from '../probes.ts';
import { refusalOf } from '../refusals.ts';
import { comeHome, mayRunOn } from '../session-row.ts';
import { livingClaims, slotsHere } from './claims.ts';
import {
  claimIdOf,
  IN_ORDER,
  NOW,
  type PlaceRow,
  placeRow,
  PLACES,
  queuedOf,
} from './place-row.ts';
import { openPurse, type Purse } from './purse.ts';
import { keepTask } from './task-texts.ts';

interface Asked {
  readonly now: number;
  readonly slots: number;
  readonly isDelayed: ((queued: Queued) => boolean) | undefined;
  /** The account that a run of the project would try for all. */
  readonly tries: ((config: string) => string | undefined) | undefined;
}

/** Takes the next session that may run on this machine, and one of its slots, both in one step. */
export async function claimNext(
  fleet: Fleet,
  { now, slots, isDelayed = () => false, tries = () => undefined }: Asked,
): Promise<QueueClaim | null> {
  const boss = await fleet.database.boss();
  return await fleet.database.inTransaction(async (sql) => {
    await lockFleet(sql);
    if (await startsNothing(fleet, sql)) return null;
    const claims = await livingClaims(fleet, sql);
    const here = slotsHere(fleet, claims, now);
    if (here.length >= slots) return null;
    const taken = {
      names: here.map(nameOf),
      holds: [...here, ...claims].flatMap(({ holds }) => holds),
      accounts: fullAccounts(claims, fleet.accounts.limit),
    };
    const purse = openPurse(fleet, sql, claims);
    const elsewhere = await triedElsewhere(sql, fleet);
    const triedBy = askedOnce(tries);
    const isLater = (queued: Queued): boolean =>
      isDelayed(queued) || (elsewhere.size > 0 && elsewhere.has(triedBy(queued.config) ?? ''));
    const row = await nextRow(fleet, sql, { taken, isDelayed: isLater, purse });
    if (row === undefined) return null;
    const claim = await activate(boss, sql, row);
    const { pid, startTime } = fleet.processes.self();
    await sql.executeSql(
      `update ${OURS}.place set job = $2, attempt = $3, machine = $4, pid = $5, start_time = $6,
         reserved_usd = $7, claimed_at = ${NOW}, taken_by = null, wait_until = null, wait_why = null where id = $1`,
      [
        ...[row.id, claim.job, claim.attempt, fleet.machine, pid, startTime],
        purse.reserveUsd(row.config),
      ],
    );
    const account = triedBy(row.config);
    if (account !== undefined) await beginTry(sql, fleet, { account, place: row.id });
    if (row.has_task) await keepTask(sql, row.id, fleet.tasks);
    const taking = await comeHome(fleet, sql, row);
    return { id: claimIdOf(claim), queued: queuedOf(row, fleet.tasks), ...taking };
  });
}

/** Accounts with as many running sessions as may run at once. */
function fullAccounts(claims: readonly PlaceRow[], limit = Infinity): readonly string[] {
  const counts = new Map<string, number>();
  for (const { account } of claims) counts.set(account, (counts.get(account) ?? 0) + 1);
  return [...counts].flatMap(([account, count]) => (count >= limit ? [account] : []));
}

interface Taken {
  /** Sessions that run on this machine, with or without a claim. */
  readonly names: readonly string[];
  readonly holds: readonly string[];
  readonly accounts: readonly string[];
}

/** Mostly the first row fits; where an account is closed, thousands may not. */
const ROWS_AT_ONCE = [1, 50, 2000] as const;

/** The first session in the order that is due, and that nothing keeps from running here. */
async function nextRow(
  fleet: Fleet,
  sql: Sql,
  {
    taken,
    isDelayed,
    purse,
  }: {
    readonly taken: Taken;
    readonly isDelayed: (one: Queued) => boolean;
    readonly purse: Purse;
  },
): Promise<PlaceRow | undefined> {
  /** Projects that are not here, whose runs this machine would refuse, or whose limits of cost leave nothing. */
  const closed = new Set<string>();
  const isClosed = async (config: string): Promise<boolean> =>
    refusalOf(fleet, config) !== undefined || !(await purse.holds(config));
  const passed: string[] = [];
  for (let reads = 0; ; reads += 1) {
    const most = ROWS_AT_ONCE[reads] ?? 2000;
    const rows = await sql.rows(
      placeRow,
      `${PLACES} where job.state < 'active' and job.start_after <= ${NOW} and not is_removed
         and place.config || e'\\n' || place.session <> all ($1) and not holds && $2::text[]
         and account <> all ($3) and place.config <> all ($4) and place.id <> all ($5)
         and ${mayRunOn('$6')}
       ${IN_ORDER} limit ${most} for update of place, job skip locked`,
      [taken.names, taken.holds, taken.accounts, [...closed], passed, fleet.machine],
    );
    for (const row of rows) {
      if (!closed.has(row.config) && (await isClosed(row.config))) closed.add(row.config);
      if (closed.has(row.config)) continue;
      if (row.is_acted || !isDelayed(queuedOf(row, fleet.tasks))) return row;
      passed.push(row.id);
    }
    if (rows.length < most) return undefined;
  }
}

/** The engine gives a job of its choice: that of the session is asked for by its priority, which no other one has. */
async function activate(
  boss: PgBoss,
  sql: Sql,
  row: PlaceRow,
): Promise<{ readonly job: string; readonly attempt: number }> {
  const exactly = {
    minPriority: row.number,
    maxPriority: row.number,
    includeMetadata: true,
  } as const;
  const [job] = await boss.fetch(QUEUE, { ...exactly, db: sql });
  // A place may have two, of which the engine gives either.
  if (job?.singletonKey !== row.id)
    throw new Error('the engine gave the job of another session than it was asked for');
  return { job: job.id, attempt: job.retryCount };
}
