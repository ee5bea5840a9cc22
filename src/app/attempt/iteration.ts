import { leftUsd } from '../../domain/provider/cost/caps.ts';
import { freshAdvice, freshReasons } from '../../domain/provider/fresh-try.ts';
import type { NextTry } from '../../domain/provider/retry.ts';
import { afterTry, type Closed, type Known, windowNow } from '../limits/closed-window.ts';
import { isEarlyTry, noteLimit, takeProbe, useModel } from '../limits/early-try.ts';
import { afterRound, tellGoesOn } from '../limits/outage.ts';
import { keptNow, overNow } from '../limits/quota-guard.ts';
import { tellTakeover } from '../limits/tell-fallback.ts';
import { withTrueReset } from '../limits/usage.ts';
import { isHaltAsked, sleepUnlessHalted } from '../people/steer.ts';
import type { Tried } from '../ports/session/state.ts';
import { triedBefore } from '../rest/leave.ts';
import { capsNow, isSpent } from '../run/cost-caps.ts';
import { diskFull } from '../run/disk-full.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { isTimeUp, type Pace } from '../run/pace.ts';
import { type Attempted, reportOf, totalCost } from '../run/report.ts';
import type { View } from '../session/look.ts';
import { proveBaseline } from '../workspace/baseline.ts';
import { warnOfFolders } from '../workspace/cli-folders.ts';
import { keepWork } from '../workspace/keep-work.ts';
import { setUpWorktree } from '../workspace/set-up.ts';
import { ensureWorktree, type ReadyWorktree, vanished } from '../workspace/worktree.ts';
import { attemptTroubles } from './attempt-troubles.ts';
import { leftBetween, nextTry, triedUntilRest } from './between.ts';
import { oneAttempt } from './one-attempt.ts';
import { awaitReservation, expectedUsd, type Taken } from './reserve.ts';
import { tellCost } from './tell-cost.ts';

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

/** The attempts of an iteration so far. */
interface Round {
  readonly loop: Loop;
  readonly view: View;
  readonly pace: Pace;
  /** Times in a row that the provider's limit was met, the next one included. */
  readonly met: number;
  readonly known: Known;
  /** The quota guard's answer to an early try. */
  readonly kept: Closed | undefined;
  /** The attempts before this run. */
  readonly before: Tried;
  readonly ends: Attempted[];
  readonly troubles: string[];
  readonly onAnswer: () => Promise<void>;
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
    const early = await awaitTurn(round);
    if (early !== undefined) return early;
    const reserved = await awaitReservation(round);
    if (reserved.kind !== 'taken') return reserved;
    const end = await makeAttempt(round, housed, reserved);
    if (end.isThrottled) loop.books.limits.throttled(loop.clock.now().getTime());
    const over = endOfAttempt(round, end) ?? (await beforeNext(round, { housed, end }));
    if (over !== undefined) return over;
  }
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

async function makeAttempt(
  round: Round,
  housed: ReadyWorktree,
  reserved: Taken,
): Promise<Attempted> {
  try {
    return await attemptWithin(round, housed, reserved.freeUsd);
  } finally {
    reserved.release();
  }
}

async function attemptWithin(
  round: Round,
  housed: ReadyWorktree,
  freeUsd: number,
): Promise<Attempted> {
  const { loop, view, pace, before, ends, troubles, onAnswer } = round;
  if (ends.length === 0 && pace.iterations === 0) {
    troubles.push(...(await warnOfFolders(loop.spawner.obstacles, loop.teller.report)));
  }
  // A person who has acted may have changed files too.
  const isMeanwhile = pace.iterations === 0 || view.ledger.inputs.length > 0;
  if (ends.length === 0 && isMeanwhile) await keepWork(loop, view);
  if (ends.length === 0) await tellTakeover(loop, { view, pace });
  const caps = capsNow(loop, pace, totalCost(ends));
  const left = leftUsd(caps);
  const budgetUsd = left === undefined ? undefined : Math.min(left, freeUsd);
  const end = await oneAttempt(loop, view, {
    ...{ troubles, housed, onAnswer, budgetUsd },
    iteration: view.iteration + 1,
    attempt: before.attempts + ends.length + 1,
    // Without a limit nobody counts it, and the spend book need not be read.
    assumedUsd: budgetUsd && Math.min(budgetUsd, expectedUsd(loop, view.phase, caps)),
    before: ends[0]?.before ?? before.before,
  });
  const ended = await withReset(loop, end);
  ends.push(ended);
  await tellCost(loop, view, capsNow(loop, pace, totalCost(ends)));
  return ended;
}

/** After the attempt is noted: the question takes seconds. */
async function withReset(loop: Loop, end: Attempted): Promise<Attempted> {
  if (end.outcome.kind !== 'limit') return end;
  return { ...end, outcome: await withTrueReset(loop, end.outcome) };
}

/** The end of the iteration where an attempt leaves something to judge, or nothing may follow it. */
function endOfAttempt(round: Round, end: Attempted): IterationEnd | undefined {
  const { loop, met, view, ends } = round;
  const { outcome, fullFolder } = end;
  const { store, tampering } = loop.session;
  const { name } = loop.spawner.agent.provider;
  const reading = store.readSignal();
  if (outcome.kind === 'limit') noteLimit(loop, met, outcome);
  const isLost = end.lostFolder !== undefined && end.isStarted;
  // No other attempt before a person has looked. A good signal counts however the attempt ended: the
  // work is done and paid for.
  if (tampering.length > 0 || isLost || reading.kind === 'signal') {
    return reportOf(view.iteration + 1, reading, ends);
  }
  switch (outcome.kind) {
    case 'stopped':
      return { kind: 'stopped' };
    case 'disk':
      return diskFull(`${name}: ${outcome.reason}`, outcome.folder ?? store.path);
    case 'ok':
      // Who cannot write leaves no signal.
      return fullFolder === undefined
        ? reportOf(view.iteration + 1, reading, ends)
        : diskFull(`${name} left no readable signal`, fullFolder);
    case 'limit':
    case 'overload':
    case 'person':
    case 'permanent':
      return undefined;
  }
}

/** An attempt without a result, in its worktree. */
interface Failed {
  readonly housed: ReadyWorktree;
  readonly end: Attempted;
}

/** The end of the iteration after an attempt that failed; undefined once it is time for the next one. */
async function beforeNext(
  round: Round,
  { housed, end }: Failed,
): Promise<IterationEnd | undefined> {
  const { loop, view, pace, ends } = round;
  const cost = totalCost(ends);
  if (isSpent(loop, pace, cost)) return { kind: 'spent', cost };
  const next = nextTry(round, end);
  const spent = { attempts: ends.length, cost };
  switch (next.kind) {
    case 'wait':
      return { ...next, for: 'limit', cost };
    case 'park':
    case 'give-up': {
      if (end.lostFolder !== undefined) {
        return { kind: 'no-worktree', refusal: vanished(loop, housed), ...spent };
      }
      if (next.kind === 'park' || !next.isTransient)
        return { kind: 'gave-up', end: next, ...spent, fresh: freshReasons(ends) };
      const isAfterAnswer = ends.some(({ isAnswered }) => isAnswered);
      const met = isAfterAnswer ? { ...pace, outage: undefined } : pace;
      const of = { pace: met, view, isOwn: end.isOwnFailure };
      const over = afterRound(loop, of, { reason: next.reason, ...spent });
      return over.kind === 'wait'
        ? { ...over, isAfterAnswer }
        : { ...over, fresh: freshReasons(ends) };
    }
    case 'again':
      return await pauseBefore(round, next, end);
  }
}

/** Waits for the next attempt, unless none can help or the run may make none. */
async function pauseBefore(
  round: Round,
  { afterMs, reason, fresh }: Extract<NextTry, { kind: 'again' }>,
  end: Attempted,
): Promise<IterationEnd | undefined> {
  const { loop, pace, met, kept, ends, troubles } = round;
  const cost = totalCost(ends);
  // Another session may have met a limit or an outage meanwhile; and a try at a closed window is one
  // attempt, whatever its failure.
  const still: Closed | undefined = windowNow(loop, pace, met).closed ?? kept;
  if (still !== undefined) return afterTry(still, reason, { attempts: ends.length, cost });
  const notBeforeMs = loop.clock.monotonicMs() + afterMs;
  if (isTimeUp(loop, { ...pace, notBeforeMs })) return { kind: 'spent', cost, notBeforeMs };
  troubles.push(
    `The attempt before this one failed: ${reason}.`,
    ...attemptTroubles(end),
    ...freshAdvice(fresh),
  );
  const left = leftBetween(round, { at: loop.clock.now().getTime() + afterMs, reason, fresh });
  if (left !== undefined) return left;
  loop.teller.report({ kind: 'retrying', afterMs, reason });
  const isHalted = await sleepUnlessHalted(loop, afterMs);
  if (isStopped(loop)) return { kind: 'stopped' };
  // Looked at again: the sleep may have been longer than was asked for.
  return isHalted || isTimeUp(loop, pace) ? { kind: 'spent', cost } : undefined;
}
