import { systemClock } from '../../../../adapters/clock.ts';
import { here } from '../../../../adapters/config/environment.ts';
import { fleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import type { Elsewhere, Hearing } from '../../../../app/fleet/elsewhere/look-elsewhere.ts';
import { findExisting, type PlaceFlags } from '../../place/place.ts';
import { wantedConfig } from '../../queue/queue.ts';
import { refuseAgentsHere } from '../../running/caller.ts';

/** A session whose files are here waits for the database no longer. */
const LOCAL_QUERY_MS = 1500;

/** Does something with a session that another machine of the fleet has; undefined: it is here, or there is no fleet. */
export async function usingElsewhere<T>(
  flags: PlaceFlags,
  hearing: Hearing,
  use: (elsewhere: Elsewhere) => Promise<T>,
): Promise<T | undefined> {
  const { session } = flags;
  const settings = session === undefined ? undefined : fleetSettings(here());
  if (session === undefined || settings === undefined) return undefined;
  // Most people have no fleet, and load nothing of it.
  const [{ lookElsewhere }, { askedFleet }] = await Promise.all([
    import('../../../../app/fleet/elsewhere/look-elsewhere.ts'),
    import('./asked-fleet.ts'),
  ]);
  const folder = folderHere(flags);
  const queryMs = folder === undefined ? undefined : LOCAL_QUERY_MS;
  const parts = {
    ...{ session, machine: settings.machine, folder, hearing, clock: systemClock },
    refuseAgents: refuseAgentsHere,
    open: async () =>
      await askedFleet(settings, { config: wantedConfig(flags.config), session }, queryMs),
  };
  return await lookElsewhere(parts, use);
}

/** The name of the session's folder here. */
function folderHere(flags: PlaceFlags): string | undefined {
  try {
    return findExisting(flags).folder.folder;
  } catch {
    return undefined;
  }
}
