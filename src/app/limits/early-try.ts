import { modelInUse } from '../../domain/models/model-setting.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import { closedUntil } from '../../domain/provider/retry.ts';
import type { LimitBook } from '../ports/books.ts';
import type { Loop } from '../run/loop.ts';
import type { LimitMet, Pace } from '../run/pace.ts';
import type { View } from '../session/look.ts';

/**
 * Whether the next spawn is made although the account's window is known to be closed: a person resumed
 * the session since, or forced this run. One spawn each: the mark that is written before it uses the
 * resume up, and the run forgets the force.
 */
export function isEarlyTry({ ledger, state }: Pick<View, 'ledger' | 'state'>, pace: Pace): boolean {
  return pace.early || (ledger.resumed !== undefined && ledger.resumed !== state.tried);
}

/** Whether a session that was parked for this account need not wait: another login or model, or an hourly try. */
export function isLimitOver(
  limits: Pick<LimitBook, 'account' | 'snapshot' | 'isProbeDue' | 'overMark'>,
  account: string,
  now: number,
): boolean {
  if (limits.account() !== account || limits.isProbeDue(now)) return true;
  return limits.snapshot().length === 0 && limits.overMark(now) === undefined;
}

/** Lets every other run of the account know. */
export function noteLimit(loop: Loop, met: number, { until, model }: LimitMet): void {
  const now = loop.clock.now().getTime();
  loop.books.limits.close(closedUntil(until, met, now), now, model);
}

/** The first response of the model clears the known limits of the account. */
export function clearsLimits(loop: Loop): () => void {
  let known = loop.books.limits.snapshot();
  return () => {
    if (known.length > 0) loop.books.limits.clear(known);
    known = [];
  };
}

/** Whether this run makes the hourly try of a long window. */
export function takeProbe({ books, clock }: Loop): boolean {
  return books.limits.takeProbe(clock.now().getTime());
}

/** Tells the limit book the model of the phase. */
export function useModel({ books, settings }: Loop, phase: Phase): void {
  books.limits.use(modelInUse(settings.config, phase));
}
