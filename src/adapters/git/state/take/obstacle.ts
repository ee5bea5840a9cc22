import type { Refusal } from '../../../../app/ports/worktree.ts';
import type { CarriedMeta } from '../../../../domain/fleet/carried-state.ts';
import { joinShellWords } from '../../../../domain/text/shell-words.ts';
import { exists } from '../../../disk/entries.ts';
import { isSamePath } from '../../../disk/real-path.ts';
import type { CheckpointGit } from '../../checkpoint/raw-git.ts';
import { awayFrom, moveAway, moveSessionAway, refused } from '../../refusal.ts';
import { type ListedWorktree, listWorktrees } from '../../worktree/branches.ts';
import { branchCommit, freeName, isAncestor } from '../branch.ts';
import type { StatePlace } from '../state-place.ts';
import type { OldCopy } from './old-copy.ts';
import { isOfUnfinishedTake, unfinishedTree } from './unfinished-take.ts';

/**
 * Why the session cannot be made here, with a command that clears the way; undefined: nothing is in it. `old`: is moved
 * aside.
 */
export async function obstacleOf(
  place: StatePlace,
  { meta: { branch, head }, old }: { readonly meta: CarriedMeta; readonly old: OldCopy },
  refs: CheckpointGit,
): Promise<Refusal | undefined> {
  const { sessionFolder, workTree, commonDir } = place;
  if (exists(sessionFolder) && !old.folder) {
    return refused(`the session is here already: ${sessionFolder}`, moveSessionAway(sessionFolder));
  }
  const listed = await worktreesOf(refs, commonDir);
  if ('kind' in listed) return listed;
  const isOurs = old.tree || isOfUnfinishedTake(place);
  const others = listed.filter(
    ({ path }) =>
      !isSamePath(path, unfinishedTree(place)) && !(isOurs && isSamePath(path, workTree)),
  );
  const registered = others.find(({ path }) => isSamePath(path, workTree));
  if (exists(workTree) && !isOurs) {
    const cure =
      registered === undefined ? moveAway(workTree) : moveWorktree(place, registered.branch);
    return refused(`a worktree is in the way: ${workTree}`, cure);
  }
  if (registered !== undefined) return missing(commonDir, registered);
  // Another branch is not touched: it is made if it is not here, or HEAD is detached.
  return branch === place.branch
    ? await branchObstacle(place, { head, old, others }, refs)
    : undefined;
}

async function branchObstacle(
  { branch, commonDir }: StatePlace,
  of: {
    readonly head: string;
    readonly old: OldCopy;
    readonly others: readonly ListedWorktree[];
  },
  refs: CheckpointGit,
): Promise<Refusal | undefined> {
  const { head, old, others } = of;
  const commit = await branchCommit(refs, branch);
  if (commit === undefined) return undefined;
  const holder = others.find((one) => one.branch === branch);
  if (holder !== undefined && !exists(holder.path)) return missing(commonDir, holder);
  if (holder !== undefined) {
    return refused(`the branch ${branch} is checked out in ${holder.path}`, detach(holder.path));
  }
  if (old.isAhead || (await isAncestor(refs, commit, head))) return undefined;
  const free = await freeName(refs, `${branch}-here`);
  return refused(
    `the branch ${branch} here has commits that the session does not have`,
    gitWords(commonDir, 'branch', '-m', branch, free),
  );
}

async function worktreesOf(
  refs: CheckpointGit,
  commonDir: string,
): Promise<readonly ListedWorktree[] | Refusal> {
  const git = async (args: readonly string[]) => {
    const result = await refs(args);
    return { ...result, stdout: Buffer.from(result.stdout, 'latin1').toString() };
  };
  return await listWorktrees(git, commonDir);
}

/** A plain `mv` leaves its branch checked out at the old path, as far as git knows. */
function moveWorktree(
  { workTree, commonDir, branch }: StatePlace,
  itsBranch: string | undefined,
): string {
  const away = awayFrom(workTree);
  const moved = [
    joinShellWords(['mv', workTree, away]),
    gitWords(commonDir, 'worktree', 'repair', away),
  ];
  return [...moved, ...(itsBranch === branch ? [detach(away)] : [])].join(' && ');
}

function missing(commonDir: string, { path }: ListedWorktree): Refusal {
  return refused(
    `git still has a worktree at ${path}, which is gone`,
    gitWords(commonDir, 'worktree', 'remove', '--force', path),
  );
}

function detach(workTree: string): string {
  return joinShellWords(['git', '-C', workTree, 'switch', '--detach']);
}

function gitWords(commonDir: string, ...words: readonly string[]): string {
  return joinShellWords(['git', `--git-dir=${commonDir}`, ...words]);
}
