import type { Stops } from './repository.ts';

/** The files that the set-up of a worktree reads and writes. */
export interface Workspace {
  /** Differs for another worktree at the same path, and after a change of a lock file. */
  fingerprint(worktree: string): string;
  /** Whether MAIN_REPO has a `.worktreeinclude`. */
  hasInclude(): boolean;
  /**
   * Copies ignored files of MAIN_REPO to the same places of a worktree: those at `paths`, and those that a
   * pattern of `.worktreeinclude` matches. Replaces no file. A copy is whole or not there.
   */
  copyIgnored(worktree: string, paths: readonly string[], stops: Stops): Promise<Copied>;
  /** Ignored files and folders of MAIN_REPO, without folders that hold a path of `except`; none if git cannot tell. */
  ignored(except: readonly string[], stops: Stops): Promise<readonly string[]>;
  /** Those of the paths that a worktree does not have. */
  lacking(worktree: string, paths: readonly string[]): readonly string[];
}

export interface Copied {
  readonly count: number;
  /** Files that were left out, each with the reason. */
  readonly left: readonly string[];
}
