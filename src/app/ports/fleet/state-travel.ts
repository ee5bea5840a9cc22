import type { CarriedMeta } from '../../../domain/fleet/carried-state.ts';
import type { Withheld } from '../../../domain/fleet/withheld.ts';
import type { Base } from '../../../domain/session/base.ts';
import type { CheckpointMoment } from '../checkpoints.ts';
import type { Stops } from '../repository.ts';
import type { Refusal } from '../worktree.ts';

/** The begin of a session, or the end of an iteration after its row and the overview. */
export interface Boundary extends CheckpointMoment {
  readonly base: Base | undefined;
  /** Of the history. */
  readonly rows: number;
}

export type StatePushed =
  /** The remote has it: another machine can continue from here. */
  | { readonly kind: 'pushed'; readonly commit: string; readonly withheld: readonly Withheld[] }
  /** It is on this machine alone; the session goes on here, and the next boundary tries again. */
  | {
      readonly kind: 'unmovable';
      readonly why: string;
      /** The command that helps, where one is known. */
      readonly cure?: string | undefined;
    }
  /** Another machine has the session: nothing more may start here. */
  | {
      readonly kind: 'lost';
      /** The ref of the remote that has the work of this run; undefined: only this machine has it. */
      readonly kept: string | undefined;
    };

export type StateTaken =
  /** Worktree and session folder are as they were at the boundary; no other machine can push any more. */
  | {
      readonly kind: 'taken';
      readonly commit: string;
      readonly meta: CarriedMeta;
      /** Where the files are now that an earlier stay of the session left here. */
      readonly aside: readonly string[];
    }
  /** The remote has no state of the session. */
  | { readonly kind: 'none' }
  /** Nothing was changed here. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Killed, stopped, or the disk is full: `take` again, here or on another machine. */
  | {
      readonly kind: 'failed';
      readonly why: string;
      /** The remote may know this machine as the one that has the session. */
      readonly mayBePushed: boolean;
    };

/** Carries one session from machine to machine. Neither call throws, and each has a time limit. */
export interface StateTravel {
  /** Keeps worktree and session folder as a commit, and pushes it unless another machine has pushed meanwhile. */
  push(boundary: Boundary, stops: Stops): Promise<StatePushed>;
  /** Takes the session over, and makes its worktree and its folder, both of which must be missing. */
  take(stops: Stops): Promise<StateTaken>;
}

/** The states of a session, as this machine and the remote know them. */
export interface KnownStates extends StateTravel {
  /** Whether the remote's newest state is the last one of this machine. */
  readonly isHeldHere: (stops: Stops) => Promise<boolean>;
  /** The dated folders of this name whose states the remote has. Throws where it does not answer. */
  readonly foldersThere: (name: string, stops: Stops) => Promise<readonly string[]>;
  /** What this machine knows of the remote's newest state; null: it pushed and took none. */
  readonly lastPushed: () => { readonly rows?: number | undefined } | null;
}
