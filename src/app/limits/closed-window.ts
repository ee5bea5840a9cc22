import { type Cost, NO_COST } from '../../domain/provider/cost/usage.ts';
import {
  PROBE_LOOK_MS,
  PROVIDER_DOWN,
  WINDOW_USED_UP,
} from '../../domain/provider/limits/closed-windows.ts';
import { afterAttempt, stepMs } from '../../domain/provider/retry.ts';
import type { GaveUp, Wait } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import { type Pace, retryPolicy } from '../run/pace.ts';
import { rideOut } from './outage.ts';

/** An iteration whose account is known to be closed. */
export type Closed = Wait | GaveUp;

/** The facts in the book about the account at a moment. */
export interface Known {
  /** The end of an iteration that need not begin. */
  readonly closed: Closed | undefined;
  /** A step of an outage is over, and this run makes the one attempt for all. */
  readonly isProbe: boolean;
}

const OPEN: Known = { closed: undefined, isProbe: false };

/** Whether an attempt can help now. `met`: times in a row that the limit was met, the next one included. */
export function windowNow(loop: Loop, pace: Pace, met: number): Known {
  const now = loop.clock.now().getTime();
  const state = loop.books.limits.look(now);
  const isOutage = state.isOutage === true;
  // A run that may not rest does as if nothing were known.
  if (isOutage && loop.settings.options.maxOutageMs === 0) return OPEN;
  switch (state.kind) {
    case 'open':
      return { closed: undefined, isProbe: isOutage };
    case 'probed':
      return closed(isOutage ? probedOutage(loop, pace, now) : probedWindow(loop, pace, now));
    case 'closed': {
      const { until } = state;
      if (!isOutage)
        return closed(closedWindow(loop, pace, { until, met, reason: WINDOW_USED_UP }));
      const reason = `${PROVIDER_DOWN}: attempts of this account failed`;
      return closed(rideOut(loop, pace, { at: until, reason, attempts: 0, cost: NO_COST }));
    }
  }
}

function closed(end: Closed | undefined): Known {
  return { closed: end, isProbe: false };
}

function probedOutage(loop: Loop, pace: Pace, now: number): Closed {
  const reason = `${PROVIDER_DOWN}; another session is trying it`;
  const at = now + PROBE_LOOK_MS;
  return rideOut(loop, pace, { at, reason, attempts: 0, cost: NO_COST });
}

function probedWindow(loop: Loop, pace: Pace, now: number): Closed {
  const reason = 'the usage window was reset; another session is trying it';
  if (pace.waitedMs + PROBE_LOOK_MS <= loop.settings.options.maxWaitMs) {
    return { kind: 'wait', for: 'limit', at: now + PROBE_LOOK_MS, reason, cost: NO_COST };
  }
  const end = { kind: 'park', at: now + stepMs(1), reason } as const;
  return { kind: 'gave-up', end, attempts: 0, cost: NO_COST };
}

/** A window that is closed until then: sleeps or parks, as `--max-wait` says. */
export function closedWindow(
  loop: Loop,
  pace: Pace,
  { until, met, reason }: { readonly until: number; readonly met: number; readonly reason: string },
): Closed | undefined {
  const tries = { failed: 0, limits: met, waitedMs: pace.waitedMs, fresh: [] };
  const chance = { now: loop.clock.now().getTime(), random: loop.spawner.random() };
  const known = { kind: 'limit', reason, until } as const;
  const next = afterAttempt(retryPolicy(loop), tries, known, chance);
  if (next.kind === 'wait') return { ...next, for: 'limit', cost: NO_COST };
  if (next.kind !== 'park') return undefined;
  return { kind: 'gave-up', end: next, attempts: 0, cost: NO_COST };
}

/** The end of an iteration that failed while the account is closed, and met no limit itself. */
export function afterTry(
  end: Closed,
  failure: string,
  { attempts, cost }: { readonly attempts: number; readonly cost: Cost },
): Closed {
  if (end.kind === 'wait') return { ...end, reason: `${failure}; ${end.reason}`, cost };
  const reason = `${failure}; ${end.end.reason}`;
  return { ...end, end: { ...end.end, reason }, attempts, cost };
}
