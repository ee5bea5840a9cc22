import { here } from '../../../adapters/config/environment.ts';
import { neededFleet } from '../../../adapters/config/fleet-settings.ts';
import { lookAtFleet } from '../../../adapters/fleet/database/look.ts';
import { makeFleet } from '../../../adapters/fleet/database/schema.ts';
import { listMachines } from '../../../adapters/fleet/list-machines.ts';
import { drainMachine } from '../../../adapters/fleet/machines.ts';
import { fleetSessions } from '../../../adapters/fleet/sessions.ts';
import type { FleetFacts } from '../../../domain/fleet/doctor.ts';
import type { FleetSession } from '../../../domain/fleet/fleet-session.ts';
import type { MachineNow } from '../../../domain/fleet/machine.ts';
import { anyFleetDatabase, fleetDatabase } from './open-fleet.ts';

/** Makes the tables of the person's fleet where they are missing, and brings older ones up to date. */
export async function initFleet(heartbeatSeconds?: number): Promise<FleetFacts> {
  await using database = await anyFleetDatabase(neededFleet(here()));
  await makeFleet(database, heartbeatSeconds);
  return await lookAtFleet(database);
}

/** Looks at the database; throws a UserError for all that keeps this machine from it. */
export async function examineFleet(): Promise<FleetFacts> {
  await using database = await anyFleetDatabase(neededFleet(here()));
  return await lookAtFleet(database);
}

/** The machines of the person's fleet. */
export async function machinesOfFleet(): Promise<readonly MachineNow[]> {
  await using database = await fleetDatabase(neededFleet(here()));
  return await listMachines(database.sql);
}

/** Asks a machine to end its work, or lets it work again. False: there is none of this name. */
export async function drain(machine: string, isDraining: boolean): Promise<boolean> {
  await using database = await fleetDatabase(neededFleet(here()));
  return await drainMachine(database.sql, machine, isDraining);
}

/** The sessions of the person's fleet that are in line, and those that are not done. */
export async function sessionsOfFleet(): Promise<readonly FleetSession[]> {
  await using database = await fleetDatabase(neededFleet(here()));
  return await fleetSessions(database.sql);
}
