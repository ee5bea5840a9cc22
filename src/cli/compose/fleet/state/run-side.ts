import { basename, dirname, join } from 'node:path';
import { bootMs } from '../../../../adapters/boot-clock.ts';
import { readClaimFile } from '../../../../adapters/work/claim-file.ts';
import { writeToldFile } from '../../../../adapters/work/told-file.ts';
import { openRunUnderWork } from '../../../../app/fleet/run/under-work.ts';
import type { FleetRun } from '../../../../app/ports/fleet/fleet-run.ts';
import type { SessionReader } from '../../../../app/ports/session/store.ts';
import type { Place } from '../../place/place.ts';
import { openTravel } from './travel.ts';

/** The fleet of a run under its `samocode work`. `claimPath`: what its machine knows of the claim. */
export function openRunFleet(
  claimPath: string,
  place: Place,
  { run, store }: { readonly run: string; readonly store: Pick<SessionReader, 'state'> },
): FleetRun | undefined {
  const claim = readClaimFile(claimPath);
  if (claim === undefined) return undefined;
  const toldPath = join(dirname(dirname(claimPath)), 'told', basename(claimPath));
  const branch = store.state().branch?.name;
  return openRunUnderWork({
    ...{ claim, run, folder: place.folder.folder, bootMs },
    read: () => readClaimFile(claimPath),
    states: openTravel(place, { machine: claim.machine, run, branch }),
    write: (told) => {
      writeToldFile(toldPath, told);
    },
  });
}
