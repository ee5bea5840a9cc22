import type { Refusal, WorktreeRequest } from '../../../app/ports/worktree.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { isSamePath } from '../../disk/real-path.ts';
import { heldElsewhere } from '../complaint.ts';
import { refused } from '../refusal.ts';
import { freeBranch, holderOf, type ListedWorktree } from './branches.ts';
import { commitAt, type Start } from './start.ts';
import type { Git } from './unfinished.ts';
import type { Look, WorktreePlace } from './worktree-look.ts';

interface Ownership {
  readonly place: WorktreePlace;
  readonly look: Look<'absent' | 'unfinished'>;
  readonly request: WorktreeRequest;
  readonly worktrees: readonly ListedWorktree[];
  readonly start: Start | Refusal;
}

type Owned = { readonly kind: 'own'; readonly branch: string } | Refusal;

/** The branch of the session, if it has one that exists; why it must not go on without it. */
export async function ownBranch(git: Git, about: Ownership): Promise<Owned | undefined> {
  const { place, request, worktrees } = about;
  const name = nameOwned(about);
  if (name === undefined) return undefined;
  const commit = await commitAt(git, `refs/heads/${name}`);
  if (commit === undefined) return await withoutBranch(git, about, name);
  const holder = holderOf(worktrees, name, place.path);
  const { owned } = request;
  if (owned?.name === name && owned.madeAt !== undefined) {
    // Never seen in the worktree: ours only if it is as we were about to make it.
    return commit === owned.madeAt && holder === undefined ? own(name) : undefined;
  }
  if (holder === undefined) return own(name);
  const { branch: free } = await freeBranch(git, name, worktrees);
  return heldElsewhere(name, holder.path, { ...place, sessions: request.sessions, free });
}

function own(branch: string): Owned {
  return { kind: 'own', branch };
}

/** The repository's own record of a worktree at this path is newer than a run's. */
function nameOwned({ place, look, request, worktrees }: Ownership): string | undefined {
  const kept = worktrees.find(({ path }) => isSamePath(path, place.path))?.branch;
  const { owned } = request;
  // Git was killed while it carried out the record.
  if (look.kind === 'unfinished') return owned?.name ?? kept;
  return owned === undefined ? undefined : (kept ?? owned.name);
}

/** A row is an agent's to forge: only the id of a commit gets to git. */
const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * The branch is gone. If its commits may exist nowhere else, a person has to decide: a new branch
 * of that name would lack all work of the session.
 */
async function withoutBranch(
  git: Git,
  { place, request: { lastCommit, owned }, start: found }: Ownership,
  name: string,
): Promise<Owned | undefined> {
  if (found.kind === 'refused') return found;
  const start = found.base.commit;
  const again = (commit: string): string =>
    joinShellWords(['git', '-C', place.mainRepo, 'branch', name, commit]);
  const isKnown = lastCommit !== undefined && OBJECT_ID.test(lastCommit);
  if (!isKnown || (await commitAt(git, lastCommit)) === undefined) {
    const wasSeen = owned !== undefined && owned.madeAt === undefined && owned.isAssumed !== true;
    if (!wasSeen) return undefined;
    return refused(
      `the session's branch ${name} is gone, and no row names its last commit`,
      `find the commit (git fsck --lost-found), or begin at the base: ${again(start)}`,
    );
  }
  if ((await git(['merge-base', '--is-ancestor', lastCommit, start])).ok) return undefined;
  return refused(
    `the session's branch ${name} is gone, with commits that are not in the base`,
    again(lastCommit),
  );
}
