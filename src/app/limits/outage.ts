import { ruleOf } from '../../domain/phases/rules.ts';
import { type Cost, hasSpent } from '../../domain/provider/cost/usage.ts';
import type { Reach } from '../../domain/provider/outcome.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import { tellOfNext } from '../rest/send-notice.ts';
import type { GaveUp, Wait } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import type { Pace } from '../run/pace.ts';
import type { View } from '../session/look.ts';
import type { Moment } from './fallback.ts';
import { tellBack } from './tell-fallback.ts';

/** Attempts that failed while the provider is down. */
interface Failing {
  /** The end of the outage's present step, epoch milliseconds. */
  readonly at: number;
  readonly reason: string;
  /** Attempts of this iteration; 0: the outage was known before. */
  readonly attempts: number;
  readonly cost: Cost;
}

/** Rests until the step is over, or gives up where the run may not rest so long. */
export function rideOut(loop: Loop, pace: Pace, failing: Failing): Wait | GaveUp {
  const { once, maxOutageMs } = loop.settings.options;
  const { at, reason, attempts, cost } = failing;
  const lastedMs = lasted(loop, pace) ?? 0;
  const restMs = at - loop.clock.now().getTime();
  if (!once && lastedMs + restMs <= maxOutageMs) {
    return { kind: 'wait', for: 'outage', at, reason, cost };
  }
  if (attempts === 0 && pace.outage === undefined) {
    return { kind: 'gave-up', end: { kind: 'park', at, reason }, attempts, cost };
  }
  const words = once
    ? reason
    : `${reason}; down for ${formatDuration(lastedMs)}, and --max-outage is ${formatDuration(maxOutageMs)}`;
  return { kind: 'gave-up', end: giveUp(words), attempts, cost };
}

/** After the attempts of a round, whose cause is transient: the account's next step, or the end. */
export function afterRound(
  loop: Loop,
  { pace, view, reach }: { readonly pace: Pace; readonly view: View; readonly reach: Reach },
  round: Omit<Failing, 'at'>,
): Wait | GaveUp {
  const { settings, books, clock } = loop;
  const { attempts, cost, reason } = round;
  if (settings.options.maxOutageMs === 0) {
    return { kind: 'gave-up', end: giveUp(reason), attempts, cost };
  }
  const stepsMs = settings.config.outageStepsMs;
  const at = books.limits.fail({ stepsMs, reach }, clock.now().getTime());
  const spentRounds = pace.spentRounds + (hasSpent(cost) ? 1 : 0);
  const { limit } = ruleOf(view.phase);
  if (spentRounds > 0 && view.ledger.stay + spentRounds >= limit) {
    const words = `${reason}; with the rounds that spent tokens and failed, ${view.phase} has used its ${limit} iterations`;
    return { kind: 'gave-up', end: giveUp(words), attempts, cost };
  }
  return rideOut(loop, pace, { ...round, at });
}

function giveUp(reason: string): GaveUp['end'] {
  return { kind: 'give-up', reason, cure: undefined, isTransient: true };
}

/** For how long the run has been riding out its outage; undefined without one. */
function lasted({ clock }: Loop, { outage }: Pace): number | undefined {
  return outage === undefined ? undefined : clock.monotonicMs() - outage.sinceMs;
}

/**
 * Called with a model's first answer: tells people that an outage, or the other provider's work, is over, and
 * otherwise that a session goes on which they know to rest; once.
 */
export function tellGoesOn(loop: Loop, moment: Moment): () => Promise<void> {
  const { pace, view } = moment;
  let isTold = false;
  return async () => {
    if (isTold) return;
    isTold = true;
    const lastedMs = lasted(loop, pace);
    if (lastedMs !== undefined) loop.teller.report({ kind: 'outage-over', afterMs: lastedMs });
    if (lastedMs !== undefined && pace.outage?.isTold === true) {
      const text = `the provider answers again after ${formatDuration(lastedMs)}; the session goes on`;
      await tellOfNext(loop, view, { kind: 'recovered', text });
    } else if (!(await tellBack(loop, moment)) && isKnownToRest(moment)) {
      await tellOfNext(loop, view, { kind: 'resumed', text: 'the session goes on' });
    }
  };
}

function isKnownToRest({ view, pace }: Moment): boolean {
  return view.state.told !== undefined || pace.limitTold;
}
