import * as z from 'zod/mini';
import { OURS, type Sql } from './database/database.ts';
import type { Fleet } from './fleet.ts';
import { NOW } from './queue/place-row.ts';

type Machine = Pick<Fleet, 'machine'>;

/** How long a run that is to try may take until its attempt: it may fetch files from the remote and ask for the login first. */
const START_S = 300;
/** A try that its machine has not confirmed for this long is over. */
const RENEW_S = 60;
/** How long other machines need to learn what a try met. */
const LEARN_S = 15;

const after = (time: string, seconds: number): string =>
  `${time} > ${NOW} - interval '${seconds} seconds'`;

/** The claim that began the try of a row of `probe` lasts, and the try was not seen since. */
const IS_STARTING = `(${after('probe.since', START_S)} and exists (select from ${OURS}.place
  where place.machine = probe.machine and place.claimed_at = probe.since))`;

/** A machine tries the account of a row of `probe`. */
const IS_TRIED = `(probe.over_at is null and (${after('probe.since', RENEW_S)} or ${IS_STARTING})
    and exists (select from ${OURS}.machine where name = probe.machine and not is_silent)
  or coalesce(${after('probe.over_at', LEARN_S)}, false))`;

const accountRow = z.object({ account: z.string() });

/** The accounts that another machine tries for all, after a limit or an outage. */
export async function triedElsewhere(sql: Sql, { machine }: Machine): Promise<ReadonlySet<string>> {
  const rows = await sql.rows(
    accountRow,
    `select account from ${OURS}.probe where machine <> $1 and ${IS_TRIED}`,
    [machine],
  );
  return new Set(rows.map(({ account }) => account));
}

/**
 * This machine is about to try the account, by a session that it just claimed; where another one tries it, a person wants
 * both.
 */
export async function beginTry(
  sql: Sql,
  { machine }: Machine,
  { account, place }: { readonly account: string; readonly place: string },
): Promise<void> {
  await sql.executeSql(
    `insert into ${OURS}.probe as probe (account, machine, since)
     select $1, $2, claimed_at from ${OURS}.place where id = $3
     on conflict (account) do update set machine = excluded.machine, since = excluded.since, over_at = null
     where probe.machine = excluded.machine or not ${IS_TRIED}`,
    [account, machine, place],
  );
}

/** The tries of this machine go on for these accounts. */
export async function renewTries(
  sql: Sql,
  { machine }: Machine,
  tried: ReadonlySet<string>,
): Promise<void> {
  if (tried.size === 0) return;
  await sql.executeSql(
    `update ${OURS}.probe set since = ${NOW} where machine = $1 and over_at is null and account = any ($2)`,
    [machine, [...tried]],
  );
}

/**
 * Ends the tries of this machine, but for those `tried` now, and those whose run is still to make its attempt. Call it when
 * the limits that they met or cleared are in the database.
 */
export async function endTries(
  sql: Sql,
  { machine }: Machine,
  tried: ReadonlySet<string>,
): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.probe set over_at = ${NOW}
     where machine = $1 and over_at is null and account <> all ($2) and not ${IS_STARTING}`,
    [machine, [...tried]],
  );
}
