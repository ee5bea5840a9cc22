import { here } from '../../../../adapters/config/environment.ts';
import { fleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import type { PlaceFlags } from '../../place/place.ts';
import type { Elsewhere, Hearing } from './look-elsewhere.ts';

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
  const { lookElsewhere } = await import('./look-elsewhere.ts');
  return await lookElsewhere(settings, { ...flags, session }, hearing, use);
}
