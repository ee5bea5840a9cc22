import type { KnownByHand } from '../../../domain/fleet/moves/by-hand.ts';
import type { Told } from '../../../domain/fleet/told.ts';

/** The answer of the fleet to a run by hand that says that it lives. */
export type HandBeat =
  | { readonly kind: 'ours'; readonly heartbeatMs: number }
  | { readonly kind: 'lost'; readonly machine: string }
  /** The fleet does not know the session, or another machine has the name of this one. */
  | { readonly kind: 'unknown' };

/** A run that a person started. */
export interface HandRun {
  readonly config: string;
  readonly session: string;
  readonly run: string;
}

/** A session by its folder, or else by its name. */
export interface SoughtByHand {
  readonly config: string;
  readonly folder: string;
  /** Null: the folder alone counts. */
  readonly session: string | null;
  /** A name tells of any session, and not only of one in line that no machine has begun. */
  readonly isNamed: boolean;
}

/**
 * The fleet, as a run that a person starts needs it. Rejects where the database is silent, and where its tables are of
 * another version of samocode.
 */
export interface HandFleet {
  readonly find: (sought: SoughtByHand) => Promise<KnownByHand | undefined>;
  /** The run works on the session: no other machine takes it for a heartbeat. */
  readonly beat: (run: HandRun) => Promise<HandBeat>;
  readonly keepTold: (told: Told) => Promise<void>;
  readonly end: (run: HandRun) => Promise<void>;
}
