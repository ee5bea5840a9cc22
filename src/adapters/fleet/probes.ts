import * as z from 'zod/mini';
import { OURS, type Sql } from './database/database.ts';
import type { Fleet } from './fleet.ts';
import { NOW } from './queue/place-row.ts';

type Machine = Pick<Fleet, 'machine'>;

/** By then the run that was started to try has claimed the try on its machine, or has ended. */
const START_S = 10;
/** By then the others have learned what a try met. */
const LEARN_S = 15;

/** A machine tries the account of a row of `probe`. */
const IS_TRIED = `(probe.over_at is null and exists (select from ${OURS}.machine where name = probe.machine and not is_silent)
  or probe.over_at > ${NOW} - interval '${LEARN_S} seconds')`;

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

/** This machine is about to try the account; where another one tries it, a person wants both. */
export async function beginTry(sql: Sql, { machine }: Machine, account: string): Promise<void> {
  await sql.executeSql(
    `insert into ${OURS}.probe as probe (account, machine, since) values ($1, $2, ${NOW})
     on conflict (account) do update set machine = excluded.machine, since = excluded.since, over_at = null
     where probe.machine = excluded.machine or not ${IS_TRIED}`,
    [account, machine],
  );
}

/**
 * Ends the tries of this machine, but for those `tried` now. Call it when the limits that they met or cleared are in the
 * database.
 */
export async function endTries(
  sql: Sql,
  { machine }: Machine,
  tried: ReadonlySet<string>,
): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.probe set over_at = ${NOW} where machine = $1 and over_at is null
       and since < ${NOW} - interval '${START_S} seconds' and account <> all ($2)`,
    [machine, [...tried]],
  );
}
