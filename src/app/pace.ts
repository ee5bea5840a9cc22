import { formatDuration } from '../domain/duration.ts';
import type { Ending } from '../domain/event.ts';
import type { Report } from './iteration.ts';
import type { Run } from './run.ts';

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
  readonly pendingLimit: Report['limitedBy'];
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
export function afterReport(pace: Pace, report: Report): Pace {
  return {
    ...pace,
    force: false,
    iterations: pace.iterations + 1,
    limits: report.limitedBy === undefined ? 0 : pace.limits,
    limitTold: report.limitedBy === undefined ? false : pace.limitTold,
    pendingLimit: report.limitedBy,
  };
}

/** Whether something of this run ends it before the next spawn; an attempt is never cut. */
export function boundReached(run: Run, pace: Pace, startedMs: number): Ending | undefined {
  const { once, maxIterations, maxDurationMs } = run.options;
  if (run.stop.aborted) return { kind: 'signalled', signal: run.stopSignal() };
  if (once && pace.iterations > 0) return { kind: 'once' };
  if (maxIterations !== undefined && pace.iterations >= maxIterations) {
    return { kind: 'bound', bound: 'iterations', limit: String(maxIterations) };
  }
  if (maxDurationMs !== undefined && run.clock.monotonicMs() - startedMs >= maxDurationMs) {
    return { kind: 'bound', bound: 'duration', limit: formatDuration(maxDurationMs) };
  }
  return undefined;
}
