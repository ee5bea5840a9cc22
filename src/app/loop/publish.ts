import type { Cost } from '../../domain/provider/cost/usage.ts';
import type { Ending } from '../../domain/run/event.ts';
import { isRetried } from '../../domain/session/standing.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import type { Refusal } from '../ports/worktree.ts';
import { blockUnpublished } from '../rest/ending.ts';
import { restAt } from '../rest/rest-step.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { afterCost } from '../run/pace.ts';
import type { Report } from '../run/report.ts';
import type { Next, Turn } from '../run/turn.ts';
import type { View } from '../session/look.ts';
import { worktreePath } from '../workspace/worktree-request.ts';
import { signalled } from './judge.ts';
import type { Judged } from './progress.ts';
import { iterationRow } from './remember.ts';

/** Tries in one run. */
const TRIES = 3;

/** The session would be done, and its work could not be published. */
export interface Unpublished {
  readonly kind: 'unpublished';
  readonly refusal: Refusal;
}

/**
 * With `PUBLISH`: publishes the work before the row that makes the session done. Until that row the mark stays, so
 * that a later run finds the paid signal, the branch and the pull request.
 */
export async function publish(
  loop: Loop,
  view: View,
  report: Report,
  judged: Judged,
): Promise<Judged | Unpublished | Extract<Ending, { kind: 'signalled' }>> {
  const { publisher } = loop.spawner;
  if (publisher === undefined || judged.decision.kind !== 'done') return judged;
  const { headAfter: commit } = judged.facts;
  const branch = loop.session.store.state().branch;
  if (branch === undefined || commit === null || commit === 'unborn') {
    const reason = 'not published: git does not say on which commit of which branch the work is';
    const worktree = worktreePath(loop.settings.config, loop.session.store);
    const cure = joinShellWords(['git', '-C', worktree, 'status']);
    return { kind: 'unpublished', refusal: { kind: 'refused', reason, cure } };
  }
  const text = `publishing branch ${branch.name} at ${commit.slice(0, 10)}`;
  loop.teller.report({ kind: isRetried(view.standing) ? 'activity' : 'note', text });
  const work = {
    ...{ branch: branch.name, base: branch.base, commit },
    row: iterationRow(loop, view, report, judged),
  };
  for (let tries = 1; ; tries += 1) {
    const found = await publisher.publish(work, loop.stops);
    if (isStopped(loop)) return signalled(loop);
    if (found.kind === 'nothing') {
      const nothing = 'nothing is published: the branch has no commit of its own';
      loop.teller.report({ kind: 'note', text: nothing });
      return judged;
    }
    if (found.kind === 'published') return { ...judged, pullRequest: found.url };
    const { refusal, isTransient } = found;
    if (!isTransient || tries === TRIES) return { kind: 'unpublished', refusal };
    const afterMs = loop.settings.config.retryDelayMs * 2 ** (tries - 1);
    loop.teller.report({ kind: 'retrying', afterMs, reason: refusal.reason });
    await loop.clock.sleep(afterMs, loop.stops.stop);
    if (isStopped(loop)) return signalled(loop);
  }
}

/** Blocks the session, without an iteration: each run tries again, and no agent is paid for it. */
export async function withoutPublication(
  loop: Loop,
  turn: Turn,
  { view, cost, found }: { readonly view: View; readonly cost: Cost; readonly found: Unpublished },
): Promise<Next> {
  const ending = blockUnpublished(loop, view, found.refusal);
  return await restAt(loop, { ...turn, pace: afterCost(turn.pace, cost) }, ending);
}
