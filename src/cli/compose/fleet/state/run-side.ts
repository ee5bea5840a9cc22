import { basename, dirname, join } from 'node:path';
import { bootMs } from '../../../../adapters/boot-clock.ts';
import { readClaimFile } from '../../../../adapters/work/claim-file.ts';
import { writeToldFile } from '../../../../adapters/work/told-file.ts';
import type { FleetRun } from '../../../../app/ports/fleet/fleet-run.ts';
import type { SessionReader } from '../../../../app/ports/session/store.ts';
import { isConfirmed } from '../../../../domain/fleet/claim-time.ts';
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
  const { machine, config, session } = claim;
  const branch = store.state().branch?.name;
  const travel = openTravel(place, { machine, run, branch });
  const last = travel?.lastPushed() ?? null;
  const toldPath = join(dirname(dirname(claimPath)), 'told', basename(claimPath));
  return {
    travel: travel ?? NO_REPOSITORY,
    carried: { rows: last?.rows, isOpened: last !== null, unmovable: undefined },
    hindrance: () => {
      const now = readClaimFile(claimPath);
      if (now?.lost !== undefined) return { kind: 'lost', machine: now.lost.machine ?? undefined };
      return now !== undefined && isConfirmed(now, bootMs()) ? undefined : { kind: 'unconfirmed' };
    },
    tell: (news) => {
      writeToldFile(toldPath, { config, session, folder: place.folder.folder, run, ...news });
    },
  };
}

export const NO_REPOSITORY: FleetRun['travel'] = {
  push: () => Promise.resolve({ kind: 'unmovable', why: 'the project is no git repository' }),
};
