import { here } from '../../../adapters/config/environment.ts';
import { fleetAddress } from '../../../adapters/config/fleet-address.ts';
import { openDatabase } from '../../../adapters/fleet/database.ts';
import { lookAtFleet } from '../../../adapters/fleet/look.ts';
import { makeFleet } from '../../../adapters/fleet/schema.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';
import type { FleetFacts } from '../../../domain/fleet/doctor.ts';

/** Makes the tables of the person's fleet where they are missing. */
export async function initFleet(): Promise<FleetFacts> {
  await using database = await fleetDatabase();
  await makeFleet(database);
  return await lookAtFleet(database);
}

/** Looks at the database; throws a UserError for all that keeps this machine from it. */
export async function examineFleet(): Promise<FleetFacts> {
  await using database = await fleetDatabase();
  return await lookAtFleet(database);
}

function fleetDatabase() {
  return openDatabase({ url: fleetAddress(here()), root: packageRoot(import.meta.url) });
}
