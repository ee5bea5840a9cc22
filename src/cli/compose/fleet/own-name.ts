import type { Here } from '../../../adapters/config/environment.ts';
import { userSettingsPath } from '../../../adapters/config/files/raw-values.ts';
import type { FleetSettings } from '../../../adapters/config/fleet-settings.ts';
import type { Fleet } from '../../../adapters/fleet/fleet.ts';
import { formerName } from '../../../adapters/fleet/machines.ts';
import { isNameTaken } from '../../../adapters/fleet/machines.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { type OpenFleet, openFleet } from './open-fleet.ts';

/** Opens the fleet for a command of a person. Throws a UserError where another machine has this one's name. */
export async function openOwnFleet(at: Here, settings: FleetSettings): Promise<OpenFleet> {
  const opened = await openFleet(at, settings);
  try {
    if (await isNameTaken(opened.fleet, opened.fleet.database.sql)) {
      throw nameTaken(at, opened.fleet);
    }
    return opened;
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

/** Two machines of one host name, or an old disk whose name was given to another one. */
export function nameTaken(
  at: Here,
  { machine, instance }: Pick<Fleet, 'machine' | 'instance'>,
): UserError {
  const line = `SAMOCODE_MACHINE=${formerName(machine, instance)}`;
  const settings = joinShellWords([userSettingsPath(at.environment, at.home)]);
  return new UserError(`another machine of the fleet is called ${machine}`, {
    hint: `give this one a name of its own: ${joinShellWords(['echo', line])} >> ${settings}`,
  });
}
