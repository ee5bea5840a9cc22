import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunTool } from '../tool.ts';
import { commitOf } from './head.ts';
import { commonDirOf, linkedGitDir } from './place/folders.ts';
import { findGitPlace } from './place/git-place.ts';
import { openRepository } from './repository.ts';
import { branchIn } from './worktree/worktree-look.ts';

/** The folder of a session's work, and the branch that the work started from; undefined: unknown. */
export interface WorkPlace {
  /** The session's worktree, or the repository if there is none. */
  readonly folder: string | undefined;
  readonly base: string | undefined;
}

/** Finds the work of the session with this folder name; starts no git. */
export function findWork(
  name: string,
  of: {
    readonly mainRepo: string | undefined;
    readonly worktrees: string | undefined;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly runTool: RunTool;
  },
): WorkPlace {
  const { mainRepo, worktrees, environment, runTool } = of;
  if (mainRepo === undefined || !existsSync(mainRepo))
    return { folder: undefined, base: undefined };
  const git = findGitPlace(mainRepo);
  const repository = openRepository({
    mainRepo,
    gitDir: git.kind === 'work-tree' ? git.gitDir : undefined,
    environment,
    ownFolders: [],
    runTool,
  });
  const worktree = worktrees === undefined ? undefined : join(worktrees, name);
  const folder = worktree !== undefined && existsSync(worktree) ? worktree : mainRepo;
  return { folder, base: repository.baseBranch() };
}

/** The worktree of the session at this path; undefined without a folder for worktrees. */
export function findWorktree(
  session: string,
  { worktrees }: { readonly worktrees: string | undefined },
): { readonly path: string; readonly isThere: boolean } | undefined {
  if (worktrees === undefined) return undefined;
  const path = join(worktrees, basename(session));
  return { path, isThere: statSync(path, { throwIfNoEntry: false })?.isDirectory() === true };
}

/** The branch of a session's work as far as it is still there, from files. */
export interface BranchPlace {
  readonly branch: string | null;
  readonly worktree: string | null;
  /** The worktree has repositories of submodules of its own, which git removes only by force. */
  readonly hasSubmodules: boolean;
  /** The branch of the repository itself; null: none, undefined: unknown. */
  readonly current: string | null | undefined;
  /** Whether a branch of this name may be there. */
  readonly isBranch: (name: string) => boolean;
}

/** Looks for a worktree and the branch that it is on, or else the one that its session owned. */
export function findBranch(mainRepo: string, worktree: string, owned: string): BranchPlace {
  const git = findGitPlace(mainRepo);
  if (git.kind !== 'work-tree') {
    const none = { branch: null, worktree: null, hasSubmodules: false } as const;
    return { ...none, current: undefined, isBranch: () => false };
  }
  const { gitDir } = git;
  const commonDir = commonDirOf(gitDir);
  const own = linkedGitDir(worktree);
  const isBranch = (name: string): boolean =>
    commitOf({ gitDir, commonDir }, `refs/heads/${name}`) !== 'unborn';
  const name = (own === undefined ? undefined : branchIn(own)) ?? owned;
  return {
    branch: isBranch(name) ? name : null,
    worktree: own === undefined ? null : worktree,
    hasSubmodules: own !== undefined && existsSync(join(own, 'modules')),
    current: branchIn(gitDir),
    isBranch,
  };
}
