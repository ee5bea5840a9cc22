/** The files that the set-up of a worktree reads. */
export interface Workspace {
  /** Differs for another worktree at the same path, and after a change of a lock file. */
  fingerprint(worktree: string): string;
}
