import type { Phase } from '../../domain/phases/phase.ts';

/** An attempt that is about to start under bounds that several runs share. */
export interface ReservationAsk {
  /** The possible cost of the attempt. */
  readonly usd: number;
  /** The rest of the bounds that all runs share; asked after the reservations of others were read. */
  readonly leftUsd: () => number;
}

export type Reservation =
  | {
      readonly kind: 'taken';
      /** What neither was spent nor is reserved by others. */
      readonly freeUsd: number;
      /** Once the cost of the attempt is in the spend book. */
      readonly release: () => void;
    }
  /** The attempts of other runs may use up the rest of the bound. */
  | {
      readonly kind: 'full';
      /** The last try of this run was no such answer. */
      readonly isNews: boolean;
    };

/** The possible cost of the attempts of all runs of the user that are at work. Never throws. */
export interface Reservations {
  /** A reservation ends with its process at the latest. */
  take(ask: ReservationAsk): Reservation;
  /** The largest known cost of an attempt of the phase, in US dollars, from the newest days of the spend book. */
  largestOf(phase: Phase): number | undefined;
}
