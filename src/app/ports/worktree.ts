import type { Base, Unpushed } from '../../domain/session/base.ts';
import type { OwnedBranch } from './session/state.ts';

/** The worktree that a session needs. */
export interface WorktreeRequest {
  readonly path: string;
  /** The branch of a session that owns none yet. */
  readonly wanted: string;
  readonly owned: OwnedBranch | undefined;
  /** The start of a new branch; undefined: the current branch. */
  readonly base?: string | undefined;
  /** The folder of all sessions; undefined: no other one is looked for. */
  readonly sessions?: string | undefined;
  /** The session's last commit, as its rows tell; undefined where they do not. */
  readonly lastCommit: string | undefined;
}

export type WorktreePlan =
  /** It is there, on this branch. */
  { readonly kind: 'ready'; readonly branch: string } | WorktreeTask | Refusal;

export type WorktreeTask =
  | { readonly kind: 'attach'; readonly branch: string }
  | {
      readonly kind: 'create';
      readonly branch: string;
      /** The branch starts at its commit. */
      readonly base: Base;
      /** Undefined: a remote has each commit of the base, or there is no remote. */
      readonly unpushed?: Unpushed | undefined;
      /** The branch that keeps the wanted name from being used. */
      readonly obstacle: string | undefined;
    }
  /** The worktree is there, on no branch, and nothing is lost when it goes back to this one. */
  | { readonly kind: 'switch'; readonly branch: string };

export type WorktreeMade =
  /** `warning`: git complained, but the worktree is complete; a hook may have failed. */
  | { readonly kind: 'made'; readonly warning: string | undefined }
  /** Another git has created a branch of that name meanwhile. */
  | { readonly kind: 'taken' }
  | Refusal;

/** A part of the repository that a new worktree lacks, or another fact about it; to be read after "the worktree:". */
export interface Gap {
  readonly text: string;
  /** The command that helps; undefined: nothing is wrong, but an agent has to know. */
  readonly cure: string | undefined;
}

/** Why there is no worktree, in one line, and the command or the act that helps. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: string;
  readonly cure: string;
  /** No run tries again before a person resumes the session. */
  readonly awaits?: 'resume';
  /** The disk is full: no fault of the repository's. */
  readonly isDiskFull?: boolean;
}
