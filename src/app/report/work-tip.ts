/** The work of a session in git, as far as it is known. */
export interface KnownWork {
  /** The branch that the session owns; undefined: none is recorded. */
  readonly owned: string | undefined;
  readonly mainRepo: string | undefined;
  /** The folder in which git is asked: the worktree, or MAIN_REPO without one. */
  readonly folder: string;
  readonly isBranch: (name: string) => boolean;
  /** The last commit that its rows tell. */
  readonly head: string | undefined;
}

/** The branch of the work, and its last commit; undefined: it is gone. */
export interface WorkTip {
  readonly branch: string | undefined;
  readonly tip: string | undefined;
}

/** Where the work of a session ends. Without its worktree, HEAD is another branch. */
export function workTip({ owned, mainRepo, folder, isBranch, head }: KnownWork): WorkTip {
  if (owned === undefined || mainRepo === undefined || folder !== mainRepo) {
    return { branch: 'HEAD', tip: 'HEAD' };
  }
  const branch = isBranch(owned) ? `refs/heads/${owned}` : undefined;
  return { branch, tip: branch ?? head };
}
