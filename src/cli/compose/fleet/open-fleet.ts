import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootMs } from '../../../adapters/boot-clock.ts';
import type { Here } from '../../../adapters/config/environment.ts';
import type { FleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { loadSettings } from '../../../adapters/config/load-config.ts';
import { unableReader } from '../../../adapters/config/trust/unable.ts';
import { type FleetDatabase, openDatabase } from '../../../adapters/fleet/database/database.ts';
import { heartbeatOf } from '../../../adapters/fleet/database/schema.ts';
import { refuseOtherVersion } from '../../../adapters/fleet/database/schema-version.ts';
import type { Fleet, FleetMoney } from '../../../adapters/fleet/fleet.ts';
import { accountKeyReader } from '../../../adapters/limits/account-key.ts';
import { identitiesHere } from '../../../adapters/process/table/identities.ts';
import { livingRuns } from '../../../adapters/queue/slot.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';
import { instanceIn } from '../../../adapters/work/instance.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { dayOf } from '../../../domain/provider/cost/spending.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { unlessUserError } from '../../../domain/text/user-error.ts';
import { ownWork } from '../queue/own-work.ts';

/** The fleet of this person, as this machine has it; disposing closes the database. */
export interface OpenFleet extends AsyncDisposable {
  readonly fleet: Fleet;
}

/** A command, or a machine at work, waits for one answer of the database at most that long. */
const QUERY_MS = 10_000;

/** The database of a fleet; throws a UserError where its tables are of another version of samocode. */
export async function fleetDatabase(
  settings: FleetSettings,
  queryMs?: number,
): Promise<FleetDatabase> {
  const database = await anyFleetDatabase(settings, queryMs);
  try {
    await refuseOtherVersion(database.sql);
    return database;
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/** The same without a question to it. */
export async function anyFleetDatabase(
  { url }: FleetSettings,
  queryMs = QUERY_MS,
): Promise<FleetDatabase> {
  return await openDatabase({ url, root: packageRoot(import.meta.url), queryMs });
}

/** Throws a UserError where the packages are missing, or where the database does not answer. */
export async function openFleet(at: Here, settings: FleetSettings): Promise<OpenFleet> {
  const database = await fleetDatabase(settings);
  try {
    const heartbeatMs = await heartbeatOf(database);
    const processes = identitiesHere();
    const fleet: Fleet = {
      ...{ database, machine: settings.machine, processes, heartbeatMs, hasProject: existsSync },
      instance: instanceIn(join(at.stateDir, 'work')),
      unable: unableReader(at, bootMs),
      ownWork: () => ownWork(at.stateDir),
      livingRuns: () => livingRuns(at.stateDir, processes.isAlive),
      tasks: join(at.stateDir, 'work', 'tasks'),
      accounts: { of: ({ config }) => accountIn(at, config), limit: undefined },
      money: (config) => moneyIn(at, config),
    };
    return { fleet, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/** The account that a project's attempts are paid from, as each machine names it. */
function accountIn(at: Here, configPath: string): string {
  const { config, child } = loadSettings({ ...at, configPath });
  return accountKeyReader(accountOf(config.provider, child, at.home))();
}

/** The limits of cost of a project. */
function moneyIn(at: Here, configPath: string): FleetMoney | undefined {
  const config = settingsIn(at, configPath);
  if (config === undefined) return undefined;
  const { reserveUsd: usd, maxCostPerDayUsd, maxCostPerMonthUsd } = config;
  if (maxCostPerDayUsd === undefined && maxCostPerMonthUsd === undefined) return undefined;
  const today = dayOf(new Date());
  return { usd, perDayUsd: maxCostPerDayUsd, perMonthUsd: maxCostPerMonthUsd, today };
}

/** Undefined: they cannot be read. One project must not keep all others from their claims; its run names the problem. */
function settingsIn(at: Here, configPath: string): Config | undefined {
  return unlessUserError(() => loadSettings({ ...at, configPath }).config);
}
