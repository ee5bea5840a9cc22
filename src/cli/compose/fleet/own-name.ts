import type { Here } from '../../../adapters/config/environment.ts';
import { userSettingsPath } from '../../../adapters/config/files/raw-values.ts';
import type { FleetSettings } from '../../../adapters/config/fleet-settings.ts';
import type { Fleet } from '../../../adapters/fleet/fleet.ts';
import { haveName, isOtherAlive } from '../../../adapters/fleet/machines.ts';
import { aboutTakenName } from '../../../domain/fleet/machine.ts';
import type { UserError } from '../../../domain/text/user-error.ts';
import { type OpenFleet, openFleet } from './open-fleet.ts';

/** Opens the fleet for a command of a person. Throws a UserError where another machine that lives has this one's name. */
export async function openOwnFleet(at: Here, settings: FleetSettings): Promise<OpenFleet> {
  const opened = await openFleet(at, settings);
  try {
    if (await isOtherAlive(opened.fleet, opened.fleet.database.sql)) {
      throw nameTaken(at, opened.fleet);
    }
    return opened;
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

/** Before a session is put on this machine by its name. */
export async function needName(at: Here, fleet: Fleet): Promise<void> {
  if (!(await haveName(fleet))) throw nameTaken(at, fleet);
}

export function nameTaken(
  { environment, home }: Here,
  own: Pick<Fleet, 'machine' | 'instance'>,
): UserError {
  return aboutTakenName(own, userSettingsPath(environment, home));
}
