import type { LeftRest, Tried } from '../ports/session/state.ts';
import type { Wait } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import { freshPace, type Pace } from '../run/pace.ts';
import type { View } from '../session/look.ts';

/** A wait that a run makes itself, also under `samocode work`. */
const BRIEF_MS = 10_000;

/** Whether the run ends instead of waiting until then. */
export function leavesUntil({ settings, clock }: Loop, at: number): boolean {
  return settings.options.leaves && at - clock.now().getTime() > BRIEF_MS;
}

/** Writes down the run's pace for the run after a rest. */
export function leaveRest({ session, clock }: Loop, pace: Pace, view: View, end: Wait): void {
  const { limits, waitedMs, limitTold, spentRounds, isTakenOver, otherFailed, outage } = pace;
  const { costUsd, untold } = pace;
  const left: LeftRest = {
    ...{ for: end.for, since: clock.now().getTime(), at: end.at, resumed: view.ledger.resumed },
    ...{ waitedMs, costUsd, untold, limitTold, spentRounds, isTakenOver, otherFailed },
    limits: end.for === 'limit' && end.isKept !== true ? limits + 1 : limits,
    tried: end.tried ?? pace.tried,
    outage: outage && {
      lastedMs: clock.monotonicMs() - outage.sinceMs,
      isTold: outage.isTold,
    },
  };
  session.store.saveState({ ...session.store.state(), left });
}

/** The pace of a run that begins; after a rest without a run it goes on with that of the run before. */
export function paceAfterRest({ session, settings, clock }: Loop): Pace {
  const startedMs = clock.monotonicMs();
  const fresh = freshPace(startedMs, settings.options);
  const { left } = session.store.state();
  if (!settings.options.leaves || left === undefined) return fresh;
  const { costUsd, untold, limitTold, spentRounds, isTakenOver, otherFailed, tried, outage } = left;
  const restedMs = Math.max(0, Math.min(clock.now().getTime(), left.at) - left.since);
  const isResumed = session.store.ledger().resumed !== left.resumed;
  return {
    ...fresh,
    ...{ costUsd, untold, limitTold, spentRounds, isTakenOver, otherFailed, tried },
    limits: isResumed ? 0 : left.limits,
    waitedMs: left.waitedMs + (left.for === 'limit' ? restedMs : 0),
    outage: outage && {
      sinceMs: startedMs - outage.lastedMs - restedMs,
      isTold: outage.isTold,
    },
  };
}

const NONE: Omit<Tried, 'iteration'> = {
  ...{ attempts: 0, failed: 0, durationMs: 0, cost: {} },
  ...{ runs: [], fresh: [], troubles: [] },
};

/** The attempts that were made of this iteration before this run. */
export function triedBefore({ tried }: Pace, iteration: number): Tried {
  return tried?.iteration === iteration ? tried : { iteration, ...NONE };
}
