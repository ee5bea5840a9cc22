import { join } from 'node:path';
import { here } from '../../../../adapters/config/environment.ts';
import type { FleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import { sendAct } from '../../../../adapters/fleet/acts/acts.ts';
import { findSessions } from '../../../../adapters/fleet/acts/find-session.ts';
import { markShown, outcomeOf, unseenOutcomes } from '../../../../adapters/fleet/acts/outcomes.ts';
import type { FleetDatabase } from '../../../../adapters/fleet/database/database.ts';
import { DatabaseSilent } from '../../../../adapters/fleet/database/database-error.ts';
import { heartbeatOf } from '../../../../adapters/fleet/database/schema.ts';
import { isNameTaken, isOtherAlive } from '../../../../adapters/fleet/machines.ts';
import { userName } from '../../../../adapters/machine/user-name.ts';
import { instanceIn } from '../../../../adapters/work/instance.ts';
import type { AskedFleet } from '../../../../app/ports/fleet/elsewhere.ts';
import { fleetDatabase } from '../open-fleet.ts';
import { nameTaken } from '../own-name.ts';

/** The fleet, asked for the sessions of a name; `queryMs`: how long each question may take. */
export async function askedFleet(
  settings: FleetSettings,
  sought: { readonly config: string | undefined; readonly session: string },
  queryMs: number | undefined,
): Promise<AskedFleet> {
  const database = await fleetDatabase(settings, queryMs);
  const { sql } = database;
  return {
    find: () => findSessions(sql, sought),
    isNameOfOther: () => isNameOfOther(database, settings.machine),
    send: (session, act, token) => sendAct(sql, { ...session, act, token, by: userName() }),
    outcomeOf: (id) => outcomeOf(sql, id),
    unseen: (session) => unseenOutcomes(sql, session, userName()),
    markShown: (ids) => markShown(sql, ids),
    isSilent: (error) => error instanceof DatabaseSilent,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

async function isNameOfOther(database: FleetDatabase, machine: string): Promise<boolean> {
  const at = here();
  const { sql } = database;
  const own = { machine, instance: instanceIn(join(at.stateDir, 'work')) };
  if (!(await isNameTaken(own, sql))) return false;
  const heartbeatMs = await heartbeatOf(database);
  if (await isOtherAlive({ ...own, heartbeatMs }, sql)) throw nameTaken(at, own);
  return true;
}
