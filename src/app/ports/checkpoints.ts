import type { Checkpoint } from '../../domain/checkpoints/checkpoint.ts';
import type { Phase } from '../../domain/phases/phase.ts';
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

/** Keeps the work tree of one session. Never throws. */
export interface Checkpoints {
  /** Spawns git, and returns a failure once in a run; touches neither HEAD, nor index, nor branch, nor work tree. */
  take(moment: CheckpointMoment, stops: Stops): Promise<Taken>;
}
