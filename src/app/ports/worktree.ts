/** The worktree that a session needs. */
export interface WorktreeRequest {
  readonly path: string;
  /** The branch of a session that owns none yet. */
  readonly wanted: string;
  readonly owned: OwnedBranch | undefined;
  /** The session's last commit, as its rows tell; undefined where they do not. */
  readonly lastCommit: string | undefined;
}

/** A branch that a session owns: the one that its worktree was on when a run looked last. */
export interface OwnedBranch {
  readonly name: string;
  /** The commit that the branch is about to be created at; undefined once it was seen in the worktree. */
  readonly madeAt?: string | undefined;
  /** No run has recorded it: a session of an earlier version or of the Python tool owns its name's branch. */
  readonly isAssumed?: true;
}

export type WorktreePlan =
  /** It is there, on this branch. */
  { readonly kind: 'ready'; readonly branch: string } | WorktreeTask | Refusal;

export type WorktreeTask =
  | { readonly kind: 'attach'; readonly branch: string }
  | {
      readonly kind: 'create';
      readonly branch: string;
      /** The commit that the branch starts at. */
      readonly start: string;
      /** The branch that keeps the wanted name from being used. */
      readonly obstacle: string | undefined;
      /** A fault of the repository that does not hinder it. */
      readonly warning: { readonly text: string; readonly cure: string } | undefined;
    }
  /** The worktree is there, on no branch, and nothing is lost when it goes back to this one. */
  | { readonly kind: 'switch'; readonly branch: string };

export type WorktreeMade =
  /** `warning`: git complained, but the worktree is complete; a hook may have failed. */
  | { readonly kind: 'made'; readonly warning: string | undefined }
  /** Another git has created a branch of that name meanwhile. */
  | { readonly kind: 'taken' }
  | Refusal;

/** Why there is no worktree, in one line, and the command or the act that helps. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: string;
  readonly cure: string;
  /** The disk is full: no fault of the repository's. */
  readonly isDiskFull?: boolean;
}
