import { UserError } from '../../../domain/text/user-error.ts';
import { sessionsOfFleet } from '../../compose/fleet/fleet.ts';
import { print, printJson } from '../../console/print.ts';
import { fleetSessionJson, fleetSessionsText } from '../../render/fleet/sessions.ts';

interface ListFleetFlags {
  readonly all?: boolean;
  readonly config?: string | undefined;
  readonly json?: boolean;
}

/** `samocode list --fleet`: the sessions of all machines, as their runs told of them last. */
export async function listFleet({ all, config, json }: ListFleetFlags): Promise<number> {
  if (all === true || config !== undefined) {
    throw new UserError(`--fleet takes no ${all === true ? '--all' : '--config'}`, {
      hint: 'samocode list --fleet',
    });
  }
  const sessions = await sessionsOfFleet();
  if (json === true) sessions.forEach((one) => printJson(fleetSessionJson(one)));
  else print(fleetSessionsText(sessions));
  return 0;
}
