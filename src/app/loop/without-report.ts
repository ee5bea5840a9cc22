import { besideOther } from '../limits/beside-other.ts';
import { type Moment, nameOf, workerFor } from '../limits/fallback.ts';
import { blockOnWorktree, giveUp } from '../rest/ending.ts';
import { endWith, restAt } from '../rest/rest-step.ts';
import { restOrLeave } from '../rest/rest-until.ts';
import { booksDiskFull } from '../run/disk-full.ts';
import { dropMark } from '../run/drop-mark.ts';
import type { GaveUp, IterationEnd, Wait } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import { afterCost, afterFailures, type Pace } from '../run/pace.ts';
import type { ActStep } from '../run/step.ts';
import { again, type Next, type Turn } from '../run/turn.ts';

/** An iteration that brought nothing to judge. */
export interface Failed {
  /** The loop of the provider that made it. */
  readonly worker: Loop;
  readonly step: ActStep;
  readonly end: Exclude<IterationEnd, { kind: 'report' }>;
}

/** Clears the mark, and goes on, sleeps or ends as the iteration's end asks for. */
export async function withoutReport(loop: Loop, turn: Turn, failed: Failed): Promise<Next> {
  const pace = { ...turn.pace, early: false, tried: undefined };
  const next = afterSwitch(loop, { ...turn, pace }, failed);
  if (next !== undefined) return next;
  const { worker } = failed;
  const isOwn = worker.takeover === undefined;
  const { view } = failed.step;
  const end = isOwn
    ? besideOther(loop, momentOf(loop, pace, failed), failed.end)
    : briefly(failed.end);
  switch (end.kind) {
    case 'stopped':
      dropMark(loop);
      return again(pace);
    case 'spent':
      dropMark(loop);
      return again({ ...afterCost(pace, end.cost), notBeforeMs: end.notBeforeMs ?? 0 });
    case 'wait':
      dropMark(loop);
      // Asleep it would lose the reset with the first stop.
      if (booksDiskFull(worker.books) !== undefined) return again(pace);
      // Nothing was tried yet: an early try is not used up.
      return await restOrLeave(
        worker,
        afterCost(end.for === 'turn' ? turn.pace : pace, end.cost),
        view,
        end,
      );
    case 'no-worktree': {
      const ending = blockOnWorktree(loop, view, end);
      return await restAt(loop, { ...turn, pace: afterCost(pace, end.cost) }, ending);
    }
    case 'disk':
    case 'lost':
      dropMark(loop);
      return await endWith(loop, end);
    case 'gave-up': {
      const gaveUp = giveUp(loop, view, end);
      const full = booksDiskFull(loop.books);
      if (full !== undefined) return await endWith(loop, full);
      return await restAt(loop, { ...turn, pace: afterCost(pace, end.cost) }, gaveUp);
    }
  }
}

/**
 * The next turn at once, where the provider that failed is not the one to wait for: the other one takes
 * over, or it failed itself and the own one decides. Undefined: the run rests or ends.
 */
function afterSwitch(loop: Loop, { pace }: Turn, failed: Failed): Next | undefined {
  const { worker, end } = failed;
  const isOwn = worker.takeover === undefined;
  if (!isFailure(end) || (loop.fallback === undefined && isOwn)) return undefined;
  // A person has to look at a failure of the own provider that lasts.
  if (isOwn && isLasting(end)) return undefined;
  const isSame = nameOf(workerFor(loop, momentOf(loop, pace, failed))) === nameOf(worker);
  // Over the mark of the quota guard it would wait for hours.
  const isBrief = end.kind === 'wait' && end.isKept !== true;
  if (isSame && (isOwn || isBrief)) return undefined;
  dropMark(loop);
  const next = afterFailures(afterCost(pace, end.cost), end.cost);
  if (!isSame) return again(next);
  const otherFailed = `${nameOf(worker)} cannot take over: ${end.kind === 'wait' ? end.reason : end.end.reason}`;
  loop.teller.report({ kind: 'warning', text: otherFailed });
  return again({ ...next, otherFailed });
}

function isFailure(end: Failed['end']): end is Wait | GaveUp {
  return end.kind === 'gave-up' || (end.kind === 'wait' && end.for !== 'turn');
}

function isLasting(end: Wait | GaveUp): boolean {
  return end.kind === 'gave-up' && end.end.kind === 'give-up' && !end.end.isTransient;
}

/** The session after the attempts, which may have used up an early try. */
function momentOf({ session }: Loop, pace: Pace, { step }: Failed): Moment {
  return { view: { ...step.view, state: session.store.state() }, pace };
}

/** The other provider waits for another session, for seconds: no news, and no outage of the own one. */
function briefly(end: Failed['end']): Failed['end'] {
  return end.kind === 'wait' ? { ...end, for: 'turn' } : end;
}
