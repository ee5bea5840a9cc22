import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Refusal, WorktreePlan, WorktreeRequest } from '../../../app/ports/worktree.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { readText } from '../../disk/read-file.ts';
import { realOf } from '../../disk/real-path.ts';
import { refusalOf } from '../complaint.ts';
import { refused } from '../refusal.ts';
import { freeBranch, listWorktrees } from './branches.ts';
import { ownBranch } from './own-branch.ts';
import { startOf } from './start.ts';
import { type Git, registered } from './unfinished.ts';
import { type Look, lookAtWorktree, type WorktreePlace } from './worktree-look.ts';

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
