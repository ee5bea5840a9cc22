import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stops } from '../../../app/ports/repository.ts';
import type { WorktreeMade, WorktreeTask } from '../../../app/ports/worktree.ts';
import { complaintOf, isBranchTaken, isLockHeld, refusalOf } from '../complaint.ts';
import { clearUnfinished, type Git, takeBack } from './unfinished.ts';
import { lookAtWorktree, type WorktreePlace } from './worktree-look.ts';

/** Another git holds a lock for milliseconds; a lock that is still there then was left behind. */
const LOCK_LIMIT_MS = 3000;
const LOCK_LOOK_MS = 100;

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
  const { ok, stderr } = await patiently(git, args, stop);
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

/** Again while another git holds a lock. */
async function patiently(git: Git, args: readonly string[], stop: AbortSignal): ReturnType<Git> {
  for (let waitedMs = 0; ; waitedMs += LOCK_LOOK_MS) {
    const result = await git(args);
    if (result.ok || !isLockHeld(result.stderr) || waitedMs >= LOCK_LIMIT_MS) return result;
    try {
      await pause(LOCK_LOOK_MS, undefined, { signal: stop });
    } catch {
      return result; // Asked to stop.
    }
  }
}
