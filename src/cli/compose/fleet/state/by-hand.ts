import { here } from '../../../../adapters/config/environment.ts';
import { fleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import type { Place } from '../../place/place.ts';
import type { HandFlags, HandSession } from './ask-for-hand.ts';

/** The fleet of a run that a person starts; undefined: this machine belongs to none. Throws where another machine has the session. */
export async function fleetByHand(
  place: Place,
  flags: HandFlags,
  warn: (text: string) => void,
): Promise<HandSession | undefined> {
  const settings = fleetSettings(here());
  if (settings === undefined) return undefined;
  // Most people have no fleet, and load nothing of it.
  const { askForHand } = await import('./ask-for-hand.ts');
  return await askForHand(settings, place, { ...flags, warn });
}
