import type { Spending } from '../../domain/provider/spending.ts';

/** The current state of the account's usage windows. */
export type LimitState =
  /** An attempt may start, or this run has the one try after a reset. */
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly until: number }
  /** The reset has passed, and another run is trying. */
  | { readonly kind: 'probed' };

/** The account's closed windows, shared by all runs of this user on this machine. Never throws. */
export interface LimitBook {
  /** `now` in epoch milliseconds; after a reset the look itself claims the one try. */
  look(now: number): LimitState;
  /**
   * A window is closed until then for this session, and for 15 minutes for the others; until then for all
   * when two sessions have met it. It can only be extended, at most to 8 days.
   */
  close(until: number, now: number): void;
  /** The known limits at the start of an attempt, for `clear`. */
  snapshot(): readonly string[];
  /** The account works: forgets the limits that were known when the attempt began. */
  clear(snapshot: readonly string[]): void;
  /** Give the try after a reset to the next run. */
  release(): void;
  /** Which account that is now: a key that gives no credential away. */
  account(): string;
  /** The reset of a window that is closed now, in epoch milliseconds; a look that claims nothing. */
  closedUntil(now: number): number | undefined;
  /** The book's folder, when the disk was full at the last try to note a closed window. */
  fullDisk(): string | undefined;
}

/** What each attempt cost, shared by all runs of this user on this machine. Never throws. */
export interface SpendBook {
  /** Appended with one write; an attempt that is noted twice counts once. */
  record(spending: Spending): void;
  /** US dollars on the local day of `now`, by all runs, as far as their providers told. */
  spentOn(now: Date): number;
  /** The book's folder, when the disk was full at the last try to note an attempt. */
  fullDisk(): string | undefined;
}
