import * as z from 'zod/mini';
import { NO_VERSION, SCHEMA_VERSION, schemaProblem } from '../../../domain/fleet/schema-version.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { OURS, type Sql } from './database.ts';

/** One row. Written with the tables; of two programs that write them at once, the newer one counts. */
export const KEEP_VERSION = `
  create table if not exists ${OURS}.schema_version (
    is_only boolean primary key default true check (is_only),
    version int not null
  );
  insert into ${OURS}.schema_version as kept (version) values (${SCHEMA_VERSION})
    on conflict (is_only) do update set version = greatest(kept.version, excluded.version);
`;

const there = z.object({ has_tables: z.boolean(), has_version: z.boolean() });
const LOOK = `select to_regclass('${OURS}.place') is not null as has_tables,
  to_regclass('${OURS}.schema_version') is not null as has_version`;
const kept = z.object({ version: z.int() });

/** The version of the fleet's tables; undefined: there are none. */
export async function readVersion(sql: Sql): Promise<number | undefined> {
  const [found] = await sql.rows(there, LOOK);
  if (found?.has_tables !== true) return undefined;
  if (!found.has_version) return NO_VERSION;
  const [row] = await sql.rows(kept, `select version from ${OURS}.schema_version`);
  return row?.version ?? NO_VERSION;
}

/** The tables are of another version of samocode. */
export class OtherVersion extends UserError {}

/** Throws a UserError where this program cannot use the fleet's tables: an OtherVersion, where there are some. */
export async function refuseOtherVersion(sql: Sql): Promise<void> {
  refuse(await readVersion(sql));
}

/** The same, before they are made or changed: for tables of a newer program alone. */
export async function refuseNewerVersion(sql: Sql): Promise<void> {
  const version = await readVersion(sql);
  if (version !== undefined && version > SCHEMA_VERSION) refuse(version);
}

function refuse(version: number | undefined): void {
  const problem = schemaProblem(version);
  if (problem === undefined) return;
  const Refusal = version === undefined ? UserError : OtherVersion;
  throw new Refusal(problem.text, { hint: problem.hint });
}
