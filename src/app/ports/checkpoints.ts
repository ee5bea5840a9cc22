import type { Checkpoint } from '../../domain/checkpoints/checkpoint.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import type { Wrote } from '../../domain/session/rows/iteration-row.ts';
import type { Stops } from './repository.ts';

/** The moment that a checkpoint keeps. */
export interface CheckpointMoment {
  /** The iteration whose row was written last. */
  readonly iteration: number;
  readonly phase: Phase;
}

export type Taken =
  | { readonly kind: 'taken'; readonly checkpoint: Checkpoint; readonly warning?: string }
  /** HEAD and content are those of the last one, or there is no worktree. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly why: string };

/** An iteration, with the commit at HEAD before it. */
export interface Span {
  readonly iteration: number;
  readonly head: string | null;
}

/** Keeps the work tree of one session. Never throws. */
export interface Checkpoints {
  /** Spawns git, and returns a failure once in a run; touches neither HEAD, nor index, nor branch, nor work tree. */
  take(moment: CheckpointMoment, stops: Stops): Promise<Taken>;
  /** The tracked files that changed from the checkpoint before an iteration to the newest one; undefined: none, or not known. */
  changed(span: Span, stops: Stops): Promise<Wrote | undefined>;
}
