import type { CarriedMeta } from '../../../domain/fleet/carried-state.ts';
import type { CheckpointGit } from '../checkpoint/raw-git.ts';
import { stdoutOf } from '../checkpoint/stdout-of.ts';
import type { StatePlace } from './state-place.ts';

/** The commit of a branch here. */
export async function branchCommit(
  refs: CheckpointGit,
  branch: string,
): Promise<string | undefined> {
  const format = '--format=%(refname)%00%(objectname)';
  // Branches below it are listed, too.
  const listed = await stdoutOf(refs(['for-each-ref', format, `refs/heads/${branch}`]));
  const found = listed.split('\n').map((line) => line.split('\0'));
  return found.find(([ref]) => ref === `refs/heads/${branch}`)?.[1];
}

/** The name, or with a number behind it, where no branch has it. */
export async function freeName(refs: CheckpointGit, wanted: string): Promise<string> {
  let name = wanted;
  for (let n = 2; (await branchCommit(refs, name)) !== undefined; n += 1) name = `${wanted}-${n}`;
  return name;
}

export async function isAncestor(
  refs: CheckpointGit,
  commit: string,
  head: string,
): Promise<boolean> {
  return (await refs(['merge-base', '--is-ancestor', commit, head])).ok;
}

/** The last words of `git worktree add`. The branch of the session is made, or moved forward to its HEAD. Any other one stays where it is. */
export async function branchWords(
  refs: CheckpointGit,
  place: Pick<StatePlace, 'workTree' | 'branch'>,
  { branch, head }: CarriedMeta,
): Promise<readonly string[]> {
  const { workTree } = place;
  if (branch === null) return ['--detach', workTree, head];
  const there = await branchCommit(refs, branch);
  if (there === undefined) return ['-b', branch, workTree, head];
  if (branch !== place.branch) return ['--detach', workTree, head];
  if (there !== head) {
    await stdoutOf(refs(['update-ref', `refs/heads/${branch}`, head, there]));
  }
  return [workTree, branch];
}
