import * as z from 'zod/mini';
import { readAskedTexts } from '../../../domain/fleet/asked.ts';
import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { OURS, type Sql } from '../database/database.ts';
import { NOW } from '../queue/place-row.ts';
import { lastActOf } from './outcomes.ts';

const text = z.nullable(z.string());
const number = z.nullable(z.coerce.number());
const sessionRow = z.object({
  ...{ config: z.string(), session: z.string(), folder: text, home: text },
  ...{ asks: text, texts: text, needs_take: z.boolean() },
  ...{ claimed: text, is_silent: z.boolean(), seen_ago_ms: number },
  ...{ phase: text, state: text, awaiting: text, reason: text, wait_why: text, unmovable: text },
  ...{ iteration: number, cost_usd: number },
});

/** The sessions of this name, or of this folder; `config` undefined: of all projects. */
export async function findSessions(
  sql: Sql,
  { config, session }: { readonly config: string | undefined; readonly session: string },
): Promise<readonly FleetSession[]> {
  const rows = await sql.rows(
    sessionRow,
    `select home.config, home.session, folder, home, needs_take, asks, texts, place.machine as claimed, wait_why,
       phase, state, awaiting, reason, unmovable, iteration, cost_usd,
       coalesce(machine.is_silent, false) as is_silent,
       extract(epoch from ${NOW} - machine.seen_at) * 1000 as seen_ago_ms
     from ${OURS}.session as home
       left join ${OURS}.place on place.config = home.config and place.session = home.session
       left join ${OURS}.machine on machine.name = home.home
     where (home.session = $1 or folder = $1) and ($2::text is null or home.config = $2)
     order by home.config, home.session`,
    [session, config ?? null],
  );
  const found = rows.map((row) => ({
    ...{ config: row.config, session: row.session, folder: row.folder, machine: row.home },
    ...{ isClaimed: row.claimed !== null, seenAgoMs: row.seen_ago_ms, isSilent: row.is_silent },
    ...{ phase: row.phase, state: row.state, awaiting: row.awaiting, reason: row.reason },
    ...{ iteration: row.iteration, costUsd: row.cost_usd, asks: row.asks, waitWhy: row.wait_why },
    ...{ unmovable: row.unmovable, needsTake: row.needs_take },
    texts: readAskedTexts(row.texts),
  }));
  return await Promise.all(
    found.map(async (one) => ({ ...one, lastAct: await lastActOf(sql, one) })),
  );
}
