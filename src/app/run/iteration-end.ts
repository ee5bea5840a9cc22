import type { Cost } from '../../domain/provider/cost/usage.ts';
import type { NextTry } from '../../domain/provider/retry.ts';
import type { Ending } from '../../domain/run/event.ts';
import type { Tried } from '../ports/session/state.ts';
import type { Refusal } from '../ports/worktree.ts';
import type { DiskFull } from './disk-full.ts';
import type { Report } from './report.ts';

/** The next attempt comes later: sleep until `at`, then look again. */
export interface Wait {
  readonly kind: 'wait';
  /** A usage window, an outage of the provider, or the start of another session of the account. */
  readonly for: 'limit' | 'outage' | 'turn';
  readonly at: number;
  readonly reason: string;
  readonly cost: Cost;
  /** Of a limit: none was met, the quota guard leaves the rest to the person. */
  readonly isKept?: true;
  /** Of a limit: `at` goes by the provider's clock, not by that of this machine. */
  readonly isOfProvider?: true;
  /** The model answered in an attempt before it failed: this is another outage than the one before. */
  readonly isAfterAnswer?: boolean;
  /** The attempts of the iteration so far, for the run that makes the next one. */
  readonly tried?: Tried;
}

export interface GaveUp {
  readonly kind: 'gave-up';
  readonly end: Extract<NextTry, { kind: 'give-up' | 'park' }>;
  readonly attempts: number;
  readonly cost: Cost;
  /** Those of earlier runs: not in the sums above. */
  readonly earlier?: Tried;
  /** Why there were fresh attempts. */
  readonly fresh?: readonly string[];
  /** The other provider could not take over, and a person has to act before it can. */
  readonly otherFailed?: true;
}

export type IterationEnd =
  | Report
  | Wait
  | GaveUp
  /** There is no worktree to work in, and git cannot make one. */
  | {
      readonly kind: 'no-worktree';
      readonly refusal: Refusal;
      readonly attempts: number;
      readonly cost: Cost;
      readonly earlier?: Tried;
    }
  /**
   * A bound of the run, cost or time, was used up within the iteration, or a person halted it between
   * attempts. `notBeforeMs`: the retry that is beyond the bound would have come no sooner.
   */
  | { readonly kind: 'spent'; readonly cost: Cost; readonly notBeforeMs?: number }
  | DiskFull
  /** Another machine of the fleet has the session. */
  | Extract<Ending, { kind: 'lost' }>
  /** Asked to stop, and the agent had left no signal. */
  | { readonly kind: 'stopped' };
