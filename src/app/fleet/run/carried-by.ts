import type { FleetRun } from '../../ports/fleet/fleet-run.ts';
import type { KnownStates } from '../../ports/fleet/state-travel.ts';

/** The states that a run carries to the remote, from the last state of its session that this machine knows. */
export function carriedBy(states: KnownStates | undefined): Pick<FleetRun, 'travel' | 'carried'> {
  const last = states?.lastPushed() ?? null;
  return {
    travel: states ?? NO_REPOSITORY,
    carried: { rows: last?.rows, isOpened: last !== null, unmovable: undefined },
  };
}

const NO_REPOSITORY: FleetRun['travel'] = {
  push: () => Promise.resolve({ kind: 'unmovable', why: 'the project is no git repository' }),
};
