import type { LocalSession } from '../../../../app/fleet/moves/push-state.ts';
import type { OpenSession } from '../../people/open-session.ts';
import { openTravel } from './travel.ts';

/** A session of this machine whose state is pushed without a run. */
export function localSession(
  { place, store, leases, writer }: OpenSession,
  machine: string,
): LocalSession {
  return {
    ...{ store, leases, writer },
    travel: (run) => openTravel(place, { machine, run, branch: store.state().branch?.name }),
  };
}
