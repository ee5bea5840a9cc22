import * as z from 'zod/mini';
import type { FleetFacts } from '../../../domain/fleet/doctor.ts';
import { schemaProblem } from '../../../domain/fleet/schema-version.ts';
import { ENGINE, type FleetDatabase, OURS } from './database.ts';
import { QUEUE } from './schema.ts';
import { readVersion } from './schema-version.ts';

const server = z.object({
  ...{ version: z.string(), number: z.coerce.number(), now: z.coerce.number() },
  has_engine: z.boolean(),
});
const SERVER = `select current_setting('server_version') as version,
  current_setting('server_version_num') as number,
  extract(epoch from clock_timestamp()) * 1000 as now,
  to_regclass('${ENGINE}.queue') is not null as has_engine`;
const engine = z.object({ heartbeat: z.int(), places: z.coerce.number() });
const ENGINE_NOW = `select heartbeat_seconds as heartbeat, (select count(*) from ${OURS}.place) as places
  from ${ENGINE}.queue where name = '${QUEUE}'`;

/** The state of the database; changes nothing. */
export async function lookAtFleet({ sql, boss }: FleetDatabase): Promise<FleetFacts> {
  const before = Date.now();
  const [found] = await sql.rows(server, SERVER);
  const after = Date.now();
  if (found === undefined) throw new Error('the database tells nothing of itself');
  const facts = {
    ...{ version: found.version, versionNumber: found.number },
    // Half of the time that the question took.
    clockOffsetMs: (before + after) / 2 - found.now,
  };
  const schema = found.has_engine ? await readVersion(sql) : undefined;
  if (schemaProblem(schema) !== undefined) return { ...facts, schema, fleet: undefined };
  await boss();
  const [state] = await sql.rows(engine, ENGINE_NOW);
  return {
    ...{ ...facts, schema },
    fleet: state && { heartbeatSeconds: state.heartbeat, places: state.places },
  };
}
