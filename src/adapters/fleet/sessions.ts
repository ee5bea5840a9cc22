import * as z from 'zod/mini';
import type { FleetSession } from '../../domain/fleet/fleet-session.ts';
import { LEAVING } from '../../domain/queue/words.ts';
import { OURS, type Sql } from './database/database.ts';

const time = z.nullable(z.pipe(z.coerce.number(), z.transform(Math.round)));
const text = z.nullable(z.string());
const row = z.object({
  ...{ config: z.string(), session: z.string(), machine: text, phase: text, state: text },
  ...{ awaiting: text, reason: text, unmovable: text, wait_why: text },
  ...{ iteration: z.nullable(z.int()), pushed_iteration: z.nullable(z.int()) },
  ...{ cost_usd: z.nullable(z.number()), updated_at: time, is_running: z.boolean() },
  is_removed: z.boolean(),
});

/** The sessions of a fleet that are in line, and those that are not done; first those that run. */
export async function fleetSessions(sql: Sql): Promise<readonly FleetSession[]> {
  const rows = await sql.rows(
    row,
    `select config, session, coalesce(place.machine, home.home) as machine, phase, state, awaiting, reason,
       unmovable, wait_why, coalesce(is_removed, false) as is_removed, iteration, pushed_iteration, cost_usd,
       extract(epoch from updated_at) * 1000 as updated_at,
       place.machine is not null as is_running
     from ${OURS}.place full join ${OURS}.session as home using (config, session)
     where place.id is not null or home.state is distinct from 'done'
     order by place.machine is null, session, config`,
  );
  return rows.map((one) => ({
    ...{ session: one.session, config: one.config, machine: one.machine, phase: one.phase },
    ...{
      state: one.state,
      awaiting: one.awaiting,
      reason: one.is_removed ? LEAVING : (one.wait_why ?? one.reason),
    },
    ...{ iteration: one.iteration, pushedIteration: one.pushed_iteration },
    ...{ unmovable: one.unmovable, costUsd: one.cost_usd, updatedAt: one.updated_at },
    isRunning: one.is_running,
  }));
}
