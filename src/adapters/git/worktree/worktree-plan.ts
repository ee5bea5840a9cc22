import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Refusal, WorktreePlan, WorktreeRequest } from '../../../app/ports/worktree.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { readText } from '../../disk/read-file.ts';
import { isSamePath, realOf } from '../../disk/real-path.ts';
import { heldElsewhere, refusalOf } from '../complaint.ts';
import { refused } from '../refusal.ts';
import { freeBranch, holderOf, type ListedWorktree, listWorktrees } from './branches.ts';
import { commitAt, type Start, startOf } from './start.ts';
import { type Git, registered } from './unfinished.ts';
import { lookAtWorktree, type WorktreeLook, type WorktreePlace } from './worktree-look.ts';

/** What has to be done so that the worktree is there; reads only. Git is asked where files do not tell. */
export async function planWorktree(
  git: Git,
  place: WorktreePlace,
  request: WorktreeRequest,
): Promise<WorktreePlan> {
  const look = lookAtWorktree(place);
  switch (look.kind) {
    case 'refused':
      return look;
    case 'whole':
      return (
        (await refusedByOwner(git, place, look)) ?? (await planWhole(git, place, look, request))
      );
    case 'absent':
    case 'unfinished':
      return await planMissing(git, place, look, request);
  }
}

type Look<K extends WorktreeLook['kind']> = Extract<WorktreeLook, { kind: K }>;

/** Git works in no repository of another user, unless it is told that this one is safe. */
async function refusedByOwner(
  git: Git,
  { mainRepo, path }: WorktreePlace,
  { gitDir }: Look<'whole'>,
): Promise<Refusal | undefined> {
  const uid = process.geteuid?.();
  const isOurs = [path, join(path, '.git'), gitDir].every(
    (one) => lstatSync(realOf(one), { throwIfNoEntry: false })?.uid === uid,
  );
  if (isOurs) return undefined;
  const { ok, stderr } = await git(['-C', path, 'rev-parse', '--git-dir']);
  return ok ? undefined : refusalOf(stderr, { mainRepo });
}

async function planWhole(
  git: Git,
  place: WorktreePlace,
  look: Look<'whole'>,
  request: WorktreeRequest,
): Promise<WorktreePlan> {
  const branch = look.branch === undefined ? await branchByGit(git, place.path) : look.branch;
  if (branch !== null) return { kind: 'ready', branch };
  return await planDetached(git, place, look.gitDir, request);
}

async function branchByGit(git: Git, path: string): Promise<string | null> {
  const { ok, stdout } = await git(['-C', path, 'symbolic-ref', '--quiet', '--short', 'HEAD']);
  return ok ? stdout.trim() : null;
}

/** Files in a work tree's git folder during a rebase or bisect. */
const UNDER_WAY = ['rebase-merge', 'rebase-apply', 'BISECT_LOG'];

/** Starts no program that a repository within names: `git switch` leaves those as they are. */
const WITHOUT_MONITOR = ['-c', 'core.fsmonitor=false', '-C'];
const ONLY_ITS_OWN = ['--untracked-files=no', '--ignore-submodules=dirty'];

/** Goes back to the session's branch where nothing can be lost by it. */
async function planDetached(
  git: Git,
  { mainRepo, path }: WorktreePlace,
  gitDir: string,
  { owned, wanted }: WorktreeRequest,
): Promise<WorktreePlan> {
  const branch = owned?.name ?? wanted;
  const isUnderWay = UNDER_WAY.some(
    (name) => lstatSync(join(gitDir, name), { throwIfNoEntry: false }) !== undefined,
  );
  if (isUnderWay) {
    const status = joinShellWords(['git', '-C', path, 'status']);
    return refused(`a rebase or bisect is under way in ${path}: end it first`, status);
  }
  const head = ['-C', path, 'merge-base', '--is-ancestor', 'HEAD', `refs/heads/${branch}`];
  const isBehind = (await git(head)).ok;
  const status = await git([...WITHOUT_MONITOR, path, 'status', '--porcelain', ...ONLY_ITS_OWN]);
  if (isBehind && status.ok && status.stdout === '') return { kind: 'switch', branch };
  const worktrees = await listWorktrees(git, mainRepo);
  if ('kind' in worktrees) return worktrees;
  const { branch: free } = await freeBranch(git, branch, worktrees);
  const back = isBehind ? [branch] : ['-c', free];
  return refused(
    `the worktree ${path} is on no branch (detached HEAD)`,
    joinShellWords(['git', '-C', path, 'switch', ...back]),
  );
}

async function planMissing(
  git: Git,
  place: WorktreePlace,
  look: Look<'absent' | 'unfinished'>,
  request: WorktreeRequest,
): Promise<WorktreePlan> {
  const start = await startOf(git, place.mainRepo, request.base);
  const worktrees = await listWorktrees(git, place.mainRepo);
  if ('kind' in worktrees) return worktrees;
  const locked = look.kind === 'absent' ? lockedByPerson(place) : undefined;
  if (locked !== undefined) return locked;
  const found = await ownBranch(git, { place, look, request, worktrees, start });
  if (found?.kind === 'refused') return found;
  if (found !== undefined) return { kind: 'attach', branch: found.branch };
  if (start.kind === 'refused') return start;
  const { branch, obstacle } = await freeBranch(git, request.wanted, worktrees);
  const { base, unpushed } = start;
  return { kind: 'create', branch, base, obstacle, unpushed };
}

/** A worktree on a disk that is not mounted may be locked, so that nothing takes its place. */
function lockedByPerson({ mainRepo, commonDir, path }: WorktreePlace): Refusal | undefined {
  const gitDir = registered(commonDir, path);
  const lock = gitDir === undefined ? undefined : join(gitDir, 'locked');
  if (lock === undefined || lstatSync(lock, { throwIfNoEntry: false }) === undefined)
    return undefined;
  const why = readText(lock).trim();
  return refused(
    `the worktree ${path} is not there, and locked${why === '' ? '' : ` (${why})`}`,
    joinShellWords(['git', '-C', mainRepo, 'worktree', 'unlock', path]),
  );
}

interface Ownership {
  readonly place: WorktreePlace;
  readonly look: Look<'absent' | 'unfinished'>;
  readonly request: WorktreeRequest;
  readonly worktrees: readonly ListedWorktree[];
  readonly start: Start | Refusal;
}

type Owned = { readonly kind: 'own'; readonly branch: string } | Refusal;

/** The branch of the session, if it has one that exists; why it must not go on without it. */
async function ownBranch(git: Git, about: Ownership): Promise<Owned | undefined> {
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
