import { freshAdvice, freshReasons } from '../../domain/provider/fresh-try.ts';
import type { NextTry } from '../../domain/provider/retry.ts';
import { afterTry, type Closed, windowNow } from '../limits/closed-window.ts';
import { noteLimit } from '../limits/early-try.ts';
import { afterRound } from '../limits/outage.ts';
import { sleepUnlessHalted } from '../people/steer.ts';
import { isSpent } from '../run/cost-caps.ts';
import { diskFull } from '../run/disk-full.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import { isStopped } from '../run/loop.ts';
import { isTimeUp } from '../run/pace.ts';
import { type Attempted, reportOf, totalCost } from '../run/report.ts';
import { type ReadyWorktree, vanished } from '../workspace/worktree.ts';
import { attemptTroubles } from './attempt-troubles.ts';
import { leftBetween, nextTry } from './between.ts';
import type { Round } from './round.ts';

/** An attempt, in its worktree. */
interface Ended {
  readonly housed: ReadyWorktree;
  readonly end: Attempted;
}

/** The end of the iteration after an attempt; undefined once it is time for the next one. */
export async function endAfterAttempt(
  round: Round,
  ended: Ended,
): Promise<IterationEnd | undefined> {
  return endOfAttempt(round, ended.end) ?? (await beforeNext(round, ended));
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

/** The end of the iteration after an attempt that failed; undefined once it is time for the next one. */
async function beforeNext(round: Round, { housed, end }: Ended): Promise<IterationEnd | undefined> {
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
      const of = { pace: met, view, reach: end.reach };
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
