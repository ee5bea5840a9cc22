import type { Outcome } from '../../domain/provider/agent.ts';
import { endOfDay } from '../../domain/provider/cost/spending.ts';
import { boundUsd, type Cost, hasSpent, MOST_UNTOLD } from '../../domain/provider/cost/usage.ts';
import type { RetryPolicy } from '../../domain/provider/retry.ts';
import type { Ending } from '../../domain/run/event.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import type { SpendBook } from '../ports/books.ts';
import { isStopped, type Loop, type RunOptions, type RunSettings } from './loop.ts';

/** How often a run looks whether the one that tries after a reset has been let in. */
export const PROBE_LOOK_MS = 2000;

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
}

/** The pace of a run that begins. */
export function freshPace(startedMs: number, { force }: RunOptions): Pace {
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
  };
}

/** The pace after an iteration was recorded; the other provider's says nothing about the own account. */
export function afterReport(
  pace: Pace,
  { limited }: { readonly limited: boolean },
  isOwn: boolean,
): Pace {
  const next = { ...pace, force: false, iterations: pace.iterations + 1, spentRounds: 0 };
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

/** A run's cost bounds. */
export interface CostBounds {
  readonly maxCostUsd: number | undefined;
  /** The rest of the day's bound over all sessions of the user, from the spend book. */
  readonly leftOfDayUsd: number | undefined;
}

export function costBounds(
  { config, options }: Pick<RunSettings, 'config' | 'options'>,
  spending: Pick<SpendBook, 'spentOn'>,
  now: Date,
): CostBounds {
  const { maxCostPerDayUsd: ofDay } = config;
  const leftOfDayUsd = ofDay === undefined ? undefined : ofDay - spending.spentOn(now);
  return { maxCostUsd: options.maxCostUsd, leftOfDayUsd };
}

export function boundsNow({ settings, books, clock }: Loop): CostBounds {
  return costBounds(settings, books.spending, clock.now());
}

/** The rest of the tighter cost bound, of this run or the day; undefined if there is none. */
export function budgetLeft(
  { maxCostUsd, leftOfDayUsd: ofDay }: CostBounds,
  pace: Pace,
  spent: Cost,
): number | undefined {
  const ofRun = maxCostUsd === undefined ? undefined : maxCostUsd - afterCost(pace, spent).costUsd;
  return ofRun === undefined || ofDay === undefined ? (ofRun ?? ofDay) : Math.min(ofRun, ofDay);
}

/** Whether a cost bound keeps the run from another attempt after these, which belong to no report yet. */
export function isSpent(bounds: CostBounds, pace: Pace, spent: Cost): boolean {
  const left = budgetLeft(bounds, pace, spent);
  return left !== undefined && (left <= 0 || afterCost(pace, spent).untold >= MOST_UNTOLD);
}

/** Whether the next spawn would begin when the time bound is over. */
export function isTimeUp({ settings, clock }: Loop, { startedMs, notBeforeMs }: Pace): boolean {
  const spawnMs = Math.max(clock.monotonicMs(), notBeforeMs);
  const { maxDurationMs } = settings.options;
  return maxDurationMs !== undefined && spawnMs - startedMs >= maxDurationMs;
}

/** Whether something of this run ends it before the next spawn; an attempt is never cut. */
export function boundReached(loop: Loop, pace: Pace): Ending | undefined {
  const { once, maxIterations, maxDurationMs } = loop.settings.options;
  if (isStopped(loop)) return { kind: 'signalled', signal: loop.stops.signal() };
  if (once && pace.iterations > 0) return { kind: 'once' };
  if (maxIterations !== undefined && pace.iterations >= maxIterations) {
    return { kind: 'bound', bound: 'iterations', limit: String(maxIterations) };
  }
  const ofCost = costReached(loop, pace);
  if (ofCost !== undefined) return ofCost;
  if (maxDurationMs !== undefined && isTimeUp(loop, pace)) {
    return { kind: 'bound', bound: 'duration', limit: formatDuration(maxDurationMs) };
  }
  return undefined;
}

function costReached(loop: Loop, pace: Pace): Ending | undefined {
  const { maxCostUsd, leftOfDayUsd: ofDay } = boundsNow(loop);
  if (maxCostUsd !== undefined && pace.costUsd >= maxCostUsd) {
    return { kind: 'bound', bound: 'cost', limit: `$${maxCostUsd}` };
  }
  if (ofDay !== undefined && ofDay <= 0) {
    const limit = `$${loop.settings.config.maxCostPerDayUsd ?? 0} a day`;
    return { kind: 'bound', bound: 'day', limit, resumeAt: endOfDay(loop.clock.now()) };
  }
  if ((maxCostUsd ?? ofDay) !== undefined && pace.untold >= MOST_UNTOLD) {
    return { kind: 'bound', bound: 'unknown-cost', limit: String(MOST_UNTOLD) };
  }
  return undefined;
}

/** How often and how far apart a run tries again. */
export function retryPolicy({ settings: { config, options } }: Loop): RetryPolicy {
  const { maxAttempts, retryDelayMs: delayMs, loginStepsMs } = config;
  return { maxAttempts, delayMs, loginStepsMs, maxWaitMs: options.maxWaitMs };
}
