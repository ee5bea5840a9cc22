import type { Told } from '../../../domain/fleet/told.ts';
import type { StateTravel } from './state-travel.ts';

/** The part of the news that changes within a run; all else of `Told` is the same for the whole run. */
export type FleetNews = Pick<
  Told,
  | 'iteration'
  | 'phase'
  | 'state'
  | 'awaiting'
  | 'reason'
  | 'asks'
  | 'texts'
  | 'costUsd'
  | 'pushed'
  | 'unmovable'
>;

/** What keeps an attempt from starting. */
export type Hindrance =
  /** The database has not confirmed for so long that this machine has the session that another one may take it over. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'lost'; readonly machine: string | undefined };

export interface Carried {
  /** Rows of the history at the last push that succeeded, perhaps of an earlier run; undefined: not known. */
  rows: number | undefined;
  /** The remote has a state of the session. */
  isOpened: boolean;
  /** Why the last push left the session on this machine: the person knows it. */
  unmovable: string | undefined;
}

/** The fleet, as a run under its `samocode work` knows it, or one that a person started. */
export interface FleetRun {
  readonly travel: Pick<StateTravel, 'push'>;
  /** What this machine has carried so far. */
  readonly carried: Carried;
  /** Undefined: an attempt may start. */
  readonly hindrance: () => Hindrance | undefined;
  /** Tells the other machines, through `samocode work`. Throws disk errors. */
  readonly tell: (news: FleetNews) => void;
  /** Resolves when the database has the news, or stays silent, or soon after `stop`; undefined: another process tells it. */
  readonly end?: (stop: AbortSignal) => Promise<void>;
}
