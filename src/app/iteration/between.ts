import { addCost, NO_COST } from '../../domain/provider/cost/usage.ts';
import { freshTries } from '../../domain/provider/fresh-try.ts';
import type { FreshTry } from '../../domain/provider/outcome.ts';
import { afterAttempt, type NextTry } from '../../domain/provider/retry.ts';
import type { Known } from '../limits/closed-window.ts';
import type { Tried } from '../ports/session/state.ts';
import { leavesUntil } from '../rest/leave.ts';
import type { Wait } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import { type Pace, retryPolicy } from '../run/pace.ts';
import { type Attempted, durationOf, totalCost } from '../run/report.ts';

/** A moment between two attempts of an iteration. */
export interface Between {
  readonly loop: Loop;
  readonly before: Tried;
  readonly ends: readonly Attempted[];
  readonly troubles: readonly string[];
}

/** The end of an iteration whose next attempt another run makes, where this one does not wait so long for it. */
export function leftBetween(
  { loop, before, ends, troubles }: Between,
  next: Pick<Wait, 'at' | 'reason'> & { readonly fresh?: FreshTry | undefined },
): Wait | undefined {
  const { at, reason } = next;
  if (!leavesUntil(loop, at)) return undefined;
  const { failed, fresh } = triesOf(before, ends);
  const tried: Tried = {
    ...madeSoFar(loop, before, ends),
    failed,
    fresh: next.fresh === undefined ? fresh : [...fresh, next.fresh],
    troubles,
  };
  return { kind: 'wait', for: 'turn', at, reason, cost: totalCost(ends), tried };
}

/** The attempts before a rest for a limit or an outage: the row has them, and none counts as failed after it. */
export function triedUntilRest(loop: Loop, before: Tried, ends: readonly Attempted[]): Tried {
  return { ...madeSoFar(loop, before, ends), failed: 0, fresh: [], troubles: [] };
}

type Made = Omit<Tried, 'failed' | 'fresh' | 'troubles'>;

function madeSoFar({ id }: Loop, before: Tried, ends: readonly Attempted[]): Made {
  return {
    iteration: before.iteration,
    attempts: before.attempts + ends.length,
    before: before.before ?? ends[0]?.before,
    durationMs: before.durationMs + durationOf(ends),
    cost: addCost({ ...NO_COST, ...before.cost }, totalCost(ends)),
    runs: ends.length === 0 ? before.runs : [...before.runs, id],
  };
}

/** The attempts of the iteration that count as failed, and its fresh ones; those of earlier runs too. */
function triesOf(before: Tried, ends: readonly Attempted[]): Pick<Tried, 'failed' | 'fresh'> {
  return {
    failed: before.failed + ends.filter((one) => one.outcome.kind !== 'limit').length,
    fresh: [...before.fresh, ...freshTries(ends)],
  };
}

interface Trying extends Between {
  readonly pace: Pace;
  /** Times in a row that the provider's limit was met, the next one included. */
  readonly met: number;
  readonly known: Known;
}

/** The next attempt after one that failed, or the end of the iteration. */
export function nextTry(
  { loop, pace, met, known, before, ends }: Trying,
  { outcome }: Attempted,
): NextTry {
  if (outcome.kind === 'ok' || outcome.kind === 'stopped' || outcome.kind === 'disk') {
    throw new Error(`an attempt that ended with "${outcome.kind}" is not tried again`);
  }
  // The probe of an outage is one attempt; after an answer of the model it is a round like any other.
  const isProbe = known.isProbe && !ends.some(({ isAnswered }) => isAnswered);
  const policy = retryPolicy(loop);
  const tries = { ...triesOf(before, ends), limits: met, waitedMs: pace.waitedMs };
  const chance = { now: loop.clock.now().getTime(), random: loop.spawner.random() };
  return afterAttempt({ ...policy, ...(isProbe && { maxAttempts: 1 }) }, tries, outcome, chance);
}
