import { aboutFleet } from '../../../domain/fleet/doctor.ts';
import { shown } from '../../../domain/settings/problem.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { examineFleet, initFleet } from '../../compose/fleet/fleet.ts';
import { refuseAgentsHere } from '../../compose/running/caller.ts';
import { print, printJson } from '../../console/print.ts';
import { findingLines } from '../../render/doctor.ts';

interface FleetFlags {
  readonly json?: boolean;
}

const ACTS = { init: initFleet, doctor: examineFleet } as const;

/** `samocode fleet init|doctor`: exit 0, or 2 when something found would stop a machine of the fleet. */
export async function fleetCommand(act: string, flags: FleetFlags): Promise<number> {
  if (act !== 'init' && act !== 'doctor') {
    throw new UserError(`samocode fleet does not know ${shown(act)}`, {
      hint: 'samocode fleet init, or samocode fleet doctor',
    });
  }
  refuseAgentsHere();
  const findings = aboutFleet(await ACTS[act]());
  const isWell = findings.every(({ level }) => level !== 'bad');
  if (flags.json === true) printJson({ v: 1, ok: isWell, findings });
  else print(findingLines(findings));
  return isWell ? 0 : 2;
}
