import { boundUsd, type Cost, hasSpent } from '../../domain/provider/cost/usage.ts';
import type { Outcome } from '../../domain/provider/outcome.ts';
import type { RetryPolicy } from '../../domain/provider/retry.ts';
import type { Tried } from '../ports/session/state.ts';
import type { Loop, RunOptions } from './loop.ts';

/** An attempt that met the provider's limit. */
export type LimitMet = Extract<Outcome, { kind: 'limit' }>;

/** What this run has used up of its bounds, and of its patience with the provider's limits. */
export interface Pace {
  /** When the run began, by the monotonic clock. */
  readonly startedMs: number;
  /** A retry that was left to a later run would not have come before this, by the same clock. */
  readonly notBeforeMs: number;
  /** Iterations recorded. */
  readonly iterations: number;
  /** US dollars, told or assumed. */
  readonly costUsd: number;
  /** Attempts in a row that told no cost. */
  readonly untold: number;
  /** `--force` is for the first spawn alone. */
  readonly force: boolean;
  /** `--force` lets the run's first spawn try at a window that is known to be closed. */
  readonly early: boolean;
  /** Times in a row that the provider's limit was met. */
  readonly limits: number;
  /** Milliseconds slept for them. */
  readonly waitedMs: number;
  readonly limitTold: boolean;
  /** Iterations in a row that left no report and spent tokens; each also counts as an iteration. */
  readonly spentRounds: number;
  /** The outage that the run rides out. */
  readonly outage: { readonly sinceMs: number; readonly isTold: boolean } | undefined;
  /** People were told that the other provider works. */
  readonly isTakenOver: boolean;
  /** Why the other provider cannot take over before the own one has worked again. */
  readonly otherFailed: string | undefined;
  /** The attempts of the next iteration that the run before this one made. */
  readonly tried: Tried | undefined;
}

/** The pace of a run that begins. */
export function freshPace(startedMs: number, { force }: Pick<RunOptions, 'force'>): Pace {
  return {
    startedMs,
    notBeforeMs: 0,
    iterations: 0,
    costUsd: 0,
    untold: 0,
    force,
    early: force,
    limits: 0,
    waitedMs: 0,
    limitTold: false,
    spentRounds: 0,
    outage: undefined,
    isTakenOver: false,
    otherFailed: undefined,
    tried: undefined,
  };
}

/** The pace after a person acted on a session that rested: as of a run after the act, but for the run's own bounds. */
export function afterAct({ startedMs, iterations, costUsd, untold }: Pace): Pace {
  return { ...freshPace(startedMs, { force: false }), iterations, costUsd, untold };
}

/** The pace after an iteration was recorded; the other provider's says nothing about the own account. */
export function afterReport(
  pace: Pace,
  { limited }: { readonly limited: boolean },
  isOwn: boolean,
): Pace {
  const next = {
    ...pace,
    force: false,
    iterations: pace.iterations + 1,
    spentRounds: 0,
    tried: undefined,
  };
  if (!isOwn) return next;
  return {
    ...next,
    isTakenOver: false,
    otherFailed: undefined,
    limits: limited ? pace.limits : 0,
    waitedMs: limited ? pace.waitedMs : 0,
    limitTold: limited && pace.limitTold,
    outage: undefined,
  };
}

/** The pace after a round of attempts that the provider failed: one that spent nothing counts for nothing. */
export function afterFailures(pace: Pace, cost: Cost): Pace {
  const spent = hasSpent(cost) ? 1 : 0;
  const { iterations, spentRounds } = pace;
  return { ...pace, iterations: iterations + spent, spentRounds: spentRounds + spent };
}

/** The pace after money was spent, whatever came of it. */
export function afterCost(pace: Pace, cost: Cost): Pace {
  const untold = (cost.costUsd === undefined ? pace.untold : 0) + (cost.untold ?? 0);
  return { ...pace, costUsd: pace.costUsd + boundUsd(cost), untold };
}

/** Whether the next spawn would begin when the time bound is over. */
export function isTimeUp({ settings, clock }: Loop, { startedMs, notBeforeMs }: Pace): boolean {
  const spawnMs = Math.max(clock.monotonicMs(), notBeforeMs);
  const { maxDurationMs } = settings.options;
  return maxDurationMs !== undefined && spawnMs - startedMs >= maxDurationMs;
}

/** How often and how far apart a run tries again. */
export function retryPolicy({ settings: { config, options } }: Loop): RetryPolicy {
  const { maxAttempts, retryDelayMs: delayMs, loginStepsMs } = config;
  return { maxAttempts, delayMs, loginStepsMs, maxWaitMs: options.maxWaitMs };
}
