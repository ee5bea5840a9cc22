import type { Outcome } from '../domain/agent.ts';
import { formatDuration } from '../domain/duration.ts';
import type { Ending } from '../domain/event.ts';
import { isStopped, type Run } from './run.ts';

/** An attempt that met the provider's limit. */
export type LimitMet = Extract<Outcome, { kind: 'limit' }>;

/** What this run has used up of its bounds, and of its patience with the provider's limits. */
export interface Pace {
  /** Iterations recorded. */
  readonly iterations: number;
  /** `--force` is for the first spawn alone. */
  readonly force: boolean;
  /** Times in a row that the provider's limit was met. */
  readonly limits: number;
  readonly waitedMs: number;
  /** A limit that was met together with a good signal: waited for before the next spawn. */
  readonly pendingLimit: LimitMet | undefined;
  readonly limitTold: boolean;
}

export const FRESH_PACE: Pace = {
  iterations: 0,
  force: false,
  limits: 0,
  waitedMs: 0,
  pendingLimit: undefined,
  limitTold: false,
};

/** The pace after an iteration was recorded. */
export function afterReport(pace: Pace, limitedBy: LimitMet | undefined): Pace {
  return {
    ...pace,
    force: false,
    iterations: pace.iterations + 1,
    limits: limitedBy === undefined ? 0 : pace.limits,
    limitTold: limitedBy === undefined ? false : pace.limitTold,
    pendingLimit: limitedBy,
  };
}

/** Whether something of this run ends it before the next spawn; an attempt is never cut. */
export function boundReached(run: Run, pace: Pace, startedMs: number): Ending | undefined {
  const { once, maxIterations, maxDurationMs } = run.options;
  if (isStopped(run)) return { kind: 'signalled', signal: run.stopSignal() };
  if (once && pace.iterations > 0) return { kind: 'once' };
  if (maxIterations !== undefined && pace.iterations >= maxIterations) {
    return { kind: 'bound', bound: 'iterations', limit: String(maxIterations) };
  }
  if (maxDurationMs !== undefined && run.clock.monotonicMs() - startedMs >= maxDurationMs) {
    return { kind: 'bound', bound: 'duration', limit: formatDuration(maxDurationMs) };
  }
  return undefined;
}
