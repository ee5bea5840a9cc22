import { carryFirst } from '../fleet/carry.ts';
import { hindered } from '../fleet/hindered.ts';
import { windowNow } from '../limits/closed-window.ts';
import { isEarlyTry, takeProbe, useModel } from '../limits/early-try.ts';
import { tellGoesOn } from '../limits/outage.ts';
import { keptNow, overNow } from '../limits/quota-guard.ts';
import { isHaltAsked, sleepUnlessHalted } from '../people/steer.ts';
import { triedBefore } from '../rest/leave.ts';
import { isSpent } from '../run/cost-caps.ts';
import { diskFull } from '../run/disk-full.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { Pace } from '../run/pace.ts';
import { type Attempted, totalCost } from '../run/report.ts';
import type { View } from '../session/look.ts';
import { proveBaseline } from '../workspace/baseline.ts';
import { setUpWorktree } from '../workspace/set-up.ts';
import { ensureWorktree, type ReadyWorktree } from '../workspace/worktree.ts';
import { endAfterAttempt } from './after-attempt.ts';
import { leftBetween, triedUntilRest } from './between.ts';
import { makeAttempt } from './make-attempt.ts';
import { awaitReservation } from './reserve.ts';
import type { Round } from './round.ts';

/** Spawns until there is a report or no further spawn can help; then the try after a reset is the next run's. */
export async function runIteration(loop: Loop, view: View, pace: Pace): Promise<IterationEnd> {
  try {
    const earlier = triedBefore(pace, view.iteration + 1);
    const ends: Attempted[] = [];
    const end = await spawnUntilReport(loop, view, pace, { before: earlier, ends });
    if (end.kind === 'wait' && end.for !== 'turn') {
      return { ...end, tried: triedUntilRest(loop, earlier, ends) };
    }
    return 'attempts' in end ? { ...end, earlier } : end;
  } finally {
    loop.books.limits.release();
  }
}

async function spawnUntilReport(
  loop: Loop,
  view: View,
  pace: Pace,
  { before, ends }: Pick<Round, 'before' | 'ends'>,
): Promise<IterationEnd> {
  // Each tick of cron is a run of its own.
  const met = view.ledger.parked + pace.limits + 1;
  useModel(loop, view.phase);
  const known = windowNow(loop, pace, met);
  const isTry = isEarlyTry(view, pace);
  if (known.closed !== undefined && !isTry && !takeProbe(loop)) return known.closed;
  const kept = isTry ? overNow(loop, pace, met) : await keptNow(loop, pace, met);
  if (kept !== undefined && !isTry) return kept;
  const onAnswer = tellGoesOn(loop, { pace, view });
  const round: Round = {
    ...{ loop, view, pace, met, known, kept, before, onAnswer },
    ends,
    troubles: [...before.troubles],
  };
  for (;;) {
    const housed = await house(round);
    if (housed.kind !== 'ready') return housed;
    const unopened = await openState(round);
    if (unopened !== undefined) return unopened;
    const early = await awaitTurn(round);
    if (early !== undefined) return early;
    const hindrance = hindered(round);
    if (hindrance !== undefined) return hindrance;
    const reserved = await awaitReservation(round);
    if (reserved.kind !== 'taken') return reserved;
    const end = await makeAttempt(round, housed, reserved);
    if (end.isThrottled) loop.books.limits.throttled(loop.clock.now().getTime());
    const over = await endAfterAttempt(round, { housed, end });
    if (over !== undefined) return over;
  }
}

/** The state of the session before the first attempt of the run; nothing is pushed where another machine may have it. */
async function openState(round: Round): Promise<IterationEnd | undefined> {
  const { loop, view, pace, ends } = round;
  if (loop.fleet === undefined || pace.iterations > 0 || ends.length > 0) return undefined;
  const end = hindered(round) ?? (await carryFirst(loop, view));
  return isStopped(loop) ? { kind: 'stopped' } : end;
}

/** The worktree for the next attempt, or the end of the iteration. */
async function house({
  loop,
  view,
  pace,
  ends,
}: Round): Promise<ReadyWorktree | Exclude<IterationEnd, { kind: 'report' }>> {
  const cost = totalCost(ends);
  if (isSpent(loop, pace, cost)) return { kind: 'spent', cost };
  const found = await ensureWorktree(loop, view);
  const setUp = found.kind === 'ready' ? await setUpWorktree(loop, view, found) : found;
  const housed = setUp.kind === 'ready' ? await proveBaseline(loop, view, setUp) : setUp;
  // SETUP and VERIFY take minutes: a stop or pause of that time holds for the agent too.
  if (housed.kind === 'ready') return isHaltAsked(loop) ? { kind: 'spent', cost } : housed;
  if (housed.kind === 'stopped') return housed;
  if (housed.isDiskFull === true) {
    const reason = `the worktree cannot be made: ${housed.reason}`;
    return diskFull(reason, loop.settings.config.worktrees);
  }
  return { kind: 'no-worktree', refusal: housed, attempts: ends.length, cost };
}

/** Waits while another session of the account starts; undefined once this one may. */
async function awaitTurn(round: Round): Promise<IterationEnd | undefined> {
  const { loop, ends } = round;
  for (;;) {
    const now = loop.clock.now().getTime();
    const at = loop.books.limits.turn(now, loop.settings.config.startSpacingMs);
    if (at === undefined) return undefined;
    const cost = totalCost(ends);
    const reason = 'another session of the account starts first';
    if (ends.length === 0) return { kind: 'wait', for: 'turn', at, reason, cost };
    const left = leftBetween(round, { at, reason });
    if (left !== undefined) return left;
    if (await sleepUnlessHalted(loop, at - now)) return { kind: 'spent', cost };
    if (isStopped(loop)) return { kind: 'stopped' };
  }
}
