import * as z from 'zod/mini';
import type { SharedLimitNames, SharedSpendLines } from '../../app/ports/fleet/shared-books.ts';
import { readSpending } from '../../domain/provider/cost/spending.ts';
import { OURS } from './database/database.ts';
import { lockFleet } from './database/schema.ts';
import type { Fleet } from './fleet.ts';

type Machine = Pick<Fleet, 'database' | 'machine'>;

const nameRow = z.object({ name: z.string(), is_gone: z.boolean() });

/** The limits that any machine met. */
export function openSharedLimitNames({
  database: { sql, inTransaction },
}: Machine): SharedLimitNames {
  return {
    read: async () => {
      const rows = await sql.rows(nameRow, `select name, is_gone from ${OURS}.limit_name`);
      const namesOf = (isGone: boolean): ReadonlySet<string> =>
        new Set(rows.filter((row) => row.is_gone === isGone).map(({ name }) => name));
      return { present: namesOf(false), gone: namesOf(true) };
    },
    change: ({ added, removed }) =>
      inTransaction(async (tx) => {
        await tx.executeSql(
          `insert into ${OURS}.limit_name (name) select unnest($1::text[]) on conflict do nothing`,
          [added],
        );
        await tx.executeSql(
          `update ${OURS}.limit_name set is_gone = true, changed_at = clock_timestamp() where name = any ($1)`,
          [removed],
        );
        await tx.executeSql(
          `delete from ${OURS}.limit_name where is_gone and changed_at < clock_timestamp() - interval '30 days'`,
        );
      }),
  };
}

const lineRow = z.object({ number: z.coerce.number(), day: z.string(), line: z.string() });
const AT_ONCE = 1000;
/** Claims of all machines wait meanwhile. */
const ADDED_AT_ONCE = 500;

/** What attempts cost on any machine. */
export function openSharedSpendLines({ database, machine }: Machine): SharedSpendLines {
  const { sql, inTransaction } = database;
  return {
    add: async (lines) => {
      const rows = lines.flatMap(({ day, line }) => {
        const spent = readSpending(line);
        return spent === undefined ? [] : [{ ...spent, day, line }];
      });
      for (let from = 0; from < rows.length; from += ADDED_AT_ONCE) {
        const some = rows.slice(from, from + ADDED_AT_ONCE);
        await inTransaction(async (tx) => {
          // One at a time, so that the numbers are seen in their order.
          await lockFleet(tx);
          await tx.executeSql(
            `insert into ${OURS}.spend (attempt, machine, day, usd, line)
             select attempt, $1, day, usd, line
             from unnest($2::text[], $3::text[], $4::float8[], $5::text[]) as t (attempt, day, usd, line)
             on conflict do nothing`,
            [
              machine,
              ...[some.map(({ attempt }) => attempt), some.map(({ day }) => day)],
              ...[some.map(({ costUsd }) => costUsd), some.map(({ line }) => line)],
            ],
          );
        });
      }
    },
    after: async (number) =>
      await sql.rows(
        lineRow,
        `select number, day, line from ${OURS}.spend where number > $1 and machine <> $2
         order by number limit ${AT_ONCE}`,
        [number, machine],
      ),
  };
}
