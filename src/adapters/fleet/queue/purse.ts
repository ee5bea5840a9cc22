import * as z from 'zod/mini';
import { OURS, type Sql } from '../database/database.ts';
import type { Fleet } from '../fleet.ts';
import type { PlaceRow } from './place-row.ts';

/** A limit that leaves nothing. */
export interface Reached {
  readonly of: 'day' | 'month';
  readonly capUsd: number;
  readonly spentUsd: number;
  /** The possible cost of the attempts at work. */
  readonly reservedUsd: number;
}

/** The limits of cost, as the claim that is being made sees them: one claim is made at a time. */
export interface Purse {
  /** Whether what all machines spent and may still spend leaves anything for a session of the project. */
  readonly holds: (config: string) => Promise<boolean>;
  /** The limit that leaves nothing. */
  readonly reached: (config: string) => Promise<Reached | undefined>;
  /** The amount that a claim of the project reserves until it is over. */
  readonly reserveUsd: (config: string) => number;
}

const sumRow = z.object({ spent: z.coerce.number(), reserved: z.coerce.number() });

/** `claims`: those that count. */
export function openPurse(
  { money }: Pick<Fleet, 'money'>,
  sql: Sql,
  claims: readonly PlaceRow[],
): Purse {
  const usedSince = async (day: string): Promise<Pick<Reached, 'spentUsd' | 'reservedUsd'>> => {
    const [sum] = await sql.rows(
      sumRow,
      `select (select coalesce(sum(usd), 0) from ${OURS}.spend where day >= $1) as spent,
         (select coalesce(sum(reserved_usd), 0) from ${OURS}.place where id = any ($2)) as reserved`,
      [day, claims.map(({ id }) => id)],
    );
    return { spentUsd: sum?.spent ?? 0, reservedUsd: sum?.reserved ?? 0 };
  };
  const reached = async (config: string): Promise<Reached | undefined> => {
    const limits = money(config);
    if (limits === undefined) return undefined;
    const { today, perDayUsd, perMonthUsd } = limits;
    const caps = [
      { of: 'day', from: today, capUsd: perDayUsd },
      { of: 'month', from: `${today.slice(0, 8)}01`, capUsd: perMonthUsd },
    ] as const;
    for (const { of, from, capUsd } of caps) {
      if (capUsd === undefined) continue;
      const used = await usedSince(from);
      if (used.spentUsd + used.reservedUsd >= capUsd) return { of, capUsd, ...used };
    }
    return undefined;
  };
  return {
    reached,
    holds: async (config) => (await reached(config)) === undefined,
    reserveUsd: (config) => money(config)?.usd ?? 0,
  };
}
