import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunTool } from '../tool.ts';
import { findGitPlace } from './place/git-place.ts';
import { openRepository } from './repository.ts';

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
