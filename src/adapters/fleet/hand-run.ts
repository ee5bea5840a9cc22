import { OURS } from './database/database.ts';
import type { Fleet } from './fleet.ts';
import { isNamesOwn } from './machines.ts';

type Own = Pick<Fleet, 'machine' | 'instance' | 'database'>;

interface Named {
  readonly config: string;
  readonly session: string;
  readonly run: string;
}

/** A person began a run of a session whose files are on this machine: `take` elsewhere knows of it, and no release counts. */
export async function beginHandRun(
  { machine, instance, database: { sql } }: Own,
  { config, session, run }: Named,
): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.session set hand_run = $4, is_released = false
     where config = $1 and session = $2 and home = $3 and ${isNamesOwn('$3', '$5')}`,
    [config, session, machine, run, instance],
  );
}

/** It has ended. That of a run that was killed stays until the next run, or a person, has the session. */
export async function endHandRun(
  { machine, database: { sql } }: Own,
  { config, session, run }: Named,
): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.session set hand_run = null
     where config = $1 and session = $2 and home = $3 and hand_run = $4`,
    [config, session, machine, run],
  );
}
