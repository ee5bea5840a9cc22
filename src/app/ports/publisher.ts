import type { Base } from '../../domain/session/base.ts';
import type { IterationRow } from '../../domain/session/rows/iteration-row.ts';
import type { Stops } from './repository.ts';
import type { Refusal } from './worktree.ts';

/** The work of a session that is about to be done. */
export interface Publication {
  readonly branch: string;
  /** Exactly this commit is pushed. */
  readonly commit: string;
  readonly base: Base | undefined;
  /** The row that will be recorded once it is published; the text of the pull request has its facts. */
  readonly row: IterationRow;
}

export type Published =
  /** The pull request is there, made now or before. */
  | { readonly kind: 'published'; readonly url: string }
  /** The branch has no commit of its own. */
  | { readonly kind: 'nothing' }
  | Unpublished;

/** Why the work could not be published; `isTransient`: the next try may succeed. */
export interface Unpublished {
  readonly kind: 'failed';
  readonly refusal: Refusal;
  readonly isTransient: boolean;
}

/** Publishes the work of a session with the person's own credentials (`PUBLISH`). Never throws. */
export interface Publisher {
  /** Why work that starts at this base could not be published; undefined: nothing is known against it. */
  obstacle(base: Base, stops: Stops): Promise<Refusal | undefined>;
  /** Pushes the commit, never by force, and finds or makes the draft pull request. */
  publish(work: Publication, stops: Stops): Promise<Published>;
}
