import { examine } from '../../../app/reading/doctor.ts';
import { openProbes } from '../../compose/doctor/doctor.ts';
import { askModelsHere } from '../../compose/doctor/models.ts';
import { tryVerifyHere } from '../../compose/doctor/try-verify.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { print, printJson } from '../../console/print.ts';
import { signalCode } from '../../exit-code.ts';
import { findingLines } from '../../render/doctor.ts';
import { obeySignals } from '../../signals/signals.ts';
import { sessionFindings } from './doctor-session.ts';

interface DoctorFlags extends PlaceFlags {
  readonly json?: boolean;
  readonly models?: boolean;
  readonly verify?: boolean;
}

/** `samocode doctor`: exit 0, or 2 when something found would stop a run. */
export async function doctorCommand(flags: DoctorFlags): Promise<number> {
  using signals = obeySignals({ endsOnHangup: true, report: () => undefined });
  const general = await examine(openProbes(flags, signals));
  const models = flags.models === true ? await askModelsHere(flags, signals) : [];
  const proof = flags.verify === true ? await tryVerifyHere(flags, signals) : [];
  // A look that was cut short found nothing: half a list would pass for the whole.
  if (signals.stop.aborted) return signalCode(signals.asked());
  const findings = [...general, ...models, ...proof, ...sessionFindings(flags)];
  const isWell = findings.every(({ level }) => level !== 'bad');
  const json = { v: 1, ok: isWell, findings };
  if (flags.json === true) printJson(json);
  else print(findingLines(findings));
  return isWell ? 0 : 2;
}
