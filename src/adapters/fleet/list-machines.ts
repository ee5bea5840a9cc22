import * as z from 'zod/mini';
import type { MachineNow } from '../../domain/fleet/machine.ts';
import { OURS, type Sql } from './database/database.ts';
import { NOW } from './queue/place-row.ts';

const machineRow = z.object({
  ...{ name: z.string(), slots: z.int(), version: z.string(), clock_offset_ms: z.number() },
  ...{ seen_ago_ms: z.coerce.number(), is_draining: z.boolean(), is_silent: z.boolean() },
  running: z.coerce.number(),
});

/** All machines, by name. */
export async function listMachines(sql: Sql): Promise<readonly MachineNow[]> {
  const rows = await sql.rows(
    machineRow,
    `select name, slots, version, clock_offset_ms, is_draining, is_silent,
       extract(epoch from ${NOW} - seen_at) * 1000 as seen_ago_ms,
       (select count(*) from ${OURS}.place where place.machine = machine.name) as running
     from ${OURS}.machine order by name`,
  );
  return rows.map((row) => ({
    ...{ name: row.name, slots: row.slots, running: row.running, version: row.version },
    ...{ clockOffsetMs: row.clock_offset_ms, seenAgoMs: Math.max(0, row.seen_ago_ms) },
    ...{ isDraining: row.is_draining, isSilent: row.is_silent },
  }));
}
