import { isConfirmed } from '../../../domain/fleet/claim-time.ts';
import type { Told } from '../../../domain/fleet/told.ts';
import type { FleetRun } from '../../ports/fleet/fleet-run.ts';
import type { KnownStates } from '../../ports/fleet/state-travel.ts';
import type { KnownClaim } from '../../ports/queue/machine.ts';
import { carriedBy } from './carried-by.ts';

/** A run under the `samocode work` of a machine of a fleet. */
export interface UnderClaim {
  readonly claim: KnownClaim;
  /** The claim as the machine knows it now; undefined: it knows none any more. */
  readonly read: () => KnownClaim | undefined;
  /** Undefined: the project is no git repository. */
  readonly states: KnownStates | undefined;
  readonly folder: string;
  readonly run: string;
  /** For `samocode work`, which tells the database. Throws disk errors. */
  readonly write: (told: Omit<Told, 'v'>) => void;
  /** Milliseconds since the machine started. */
  readonly bootMs: () => number;
}

/** The fleet of a run under `samocode work`. */
export function openRunUnderWork(of: UnderClaim): FleetRun {
  const { config, session } = of.claim;
  return {
    ...carriedBy(of.states),
    hindrance: () => {
      const now = of.read();
      if (now?.lost !== undefined) return { kind: 'lost', machine: now.lost.machine ?? undefined };
      const isOurs = now !== undefined && isConfirmed(now, of.bootMs());
      return isOurs ? undefined : { kind: 'unconfirmed' };
    },
    tell: (news) => {
      of.write({ config, session, folder: of.folder, run: of.run, ...news });
    },
  };
}
