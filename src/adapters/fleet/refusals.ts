import * as z from 'zod/mini';
import { OURS, type Sql } from './database/database.ts';
import type { Fleet } from './fleet.ts';

/** Why this machine runs no sessions of a project, in words for people; undefined: it does. */
export function refusalOf(
  { hasProject, unable }: Pick<Fleet, 'hasProject' | 'unable'>,
  config: string,
): string | undefined {
  return hasProject(config) ? unable(config) : 'the project is not there';
}

/** Why a machine runs no sessions of a project; undefined: it does. */
export type Refusal = (config: string) => string | undefined;

const configRow = z.object({ config: z.string() });

/** The projects of sessions in line that this machine refuses, as the other machines read it. */
export async function refusalsHere(sql: Sql, refusal: Refusal): Promise<string> {
  const rows = await sql.rows(configRow, `select distinct config from ${OURS}.place`);
  const refused = rows.flatMap(({ config }) => {
    const why = refusal(config);
    return why === undefined ? [] : [[config, why] as const];
  });
  return JSON.stringify(Object.fromEntries(refused));
}
