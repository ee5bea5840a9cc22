import * as z from 'zod/mini';
import { OURS, type Sql } from '../database/database.ts';
import type { Fleet } from '../fleet.ts';
import type { PlaceRow } from './place-row.ts';

/** The limits of cost, as the claim that is being made sees them: one claim is made at a time. */
export interface Purse {
  /** Whether what all machines spent and may still spend leaves anything for a session of the project. */
  readonly holds: (config: string) => Promise<boolean>;
  /** The amount that a claim of the project reserves until it is over. */
  readonly reserveUsd: (config: string) => number;
}

const sumRow = z.object({ usd: z.coerce.number() });

/** `claims`: those that count. */
export function openPurse(
  { money }: Pick<Fleet, 'money'>,
  sql: Sql,
  claims: readonly PlaceRow[],
): Purse {
  const usedSince = async (day: string): Promise<number> => {
    const [sum] = await sql.rows(
      sumRow,
      `select (select coalesce(sum(usd), 0) from ${OURS}.spend where day >= $1)
         + (select coalesce(sum(reserved_usd), 0) from ${OURS}.place where id = any ($2)) as usd`,
      [day, claims.map(({ id }) => id)],
    );
    return sum?.usd ?? 0;
  };
  return {
    holds: async (config) => {
      const limits = money(config);
      if (limits === undefined) return true;
      const { today, perDayUsd, perMonthUsd } = limits;
      const firstOfMonth = `${today.slice(0, 8)}01`;
      if (perDayUsd !== undefined && (await usedSince(today)) >= perDayUsd) return false;
      return perMonthUsd === undefined || (await usedSince(firstOfMonth)) < perMonthUsd;
    },
    reserveUsd: (config) => money(config)?.usd ?? 0,
  };
}
