import { leftUsd } from '../../domain/provider/cost/caps.ts';
import { oneAttempt } from '../attempt/one-attempt.ts';
import { tellTakeover } from '../limits/tell-fallback.ts';
import { withTrueReset } from '../limits/usage.ts';
import { capsNow } from '../run/cost-caps.ts';
import type { Loop } from '../run/loop.ts';
import { type Attempted, totalCost } from '../run/report.ts';
import { warnOfFolders } from '../workspace/cli-folders.ts';
import { keepWork } from '../workspace/keep-work.ts';
import type { ReadyWorktree } from '../workspace/worktree.ts';
import { expectedUsd, type Taken } from './reserve.ts';
import type { Round } from './round.ts';
import { tellCost } from './tell-cost.ts';

/** Makes one attempt within its reservation, and notes it. */
export async function makeAttempt(
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
