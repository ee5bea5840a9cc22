import { existsSync } from 'node:fs';
import type { Stops } from '../../../app/ports/repository.ts';
import type { WorktreeMade, WorktreeTask } from '../../../app/ports/worktree.ts';
import { complaintOf, isBranchTaken, refusalOf } from '../complaint.ts';
import { clearUnfinished, type Git, takeBack } from './unfinished.ts';
import { lookAtWorktree, type WorktreePlace } from './worktree-look.ts';

/**
 * Carries a plan out. Nothing of another worktree is touched: `-f` takes over a registration at this
 * path alone, and that no other worktree has the branch was looked at by the plan.
 */
export async function makeWorktree(
  gits: { readonly git: Git; readonly reading: Git },
  place: WorktreePlace,
  task: WorktreeTask,
  { stop, kill }: Stops,
): Promise<WorktreeMade> {
  const { git } = gits;
  const { commonDir, mainRepo, path } = place;
  const { branch } = task;
  const args = argumentsFor(task, path);
  const by = ['git', '-C', mainRepo, ...args];
  if (task.kind !== 'switch') {
    const kept = await clearUnfinished(gits, commonDir, { path, branch });
    if (kept !== undefined) return kept;
  }
  const wasThere = existsSync(path);
  const { ok, stderr } = await git(args);
  if (!ok && stop.aborted && !wasThere) await takeBack(commonDir, path, kill);
  const look = lookAtWorktree(place);
  const isThere = look.kind === 'whole' && (look.branch === undefined || look.branch === branch);
  if (isThere) return { kind: 'made', warning: ok ? undefined : complaintOf(stderr) };
  if (task.kind === 'create' && isBranchTaken(stderr)) return { kind: 'taken' };
  return refusalOf(stderr, { mainRepo, by });
}

function argumentsFor(task: WorktreeTask, path: string): readonly string[] {
  switch (task.kind) {
    case 'switch':
      return ['-C', path, 'switch', task.branch];
    case 'attach':
      return ['worktree', 'add', '-f', path, task.branch];
    case 'create':
      return ['worktree', 'add', '-f', '--no-track', '-b', task.branch, path, task.base.commit];
  }
}
