import type { Content, Head } from '../../domain/phases/progress.ts';
import type { Gap, WorktreeMade, WorktreePlan, WorktreeRequest, WorktreeTask } from './worktree.ts';

/** The result of examining a work tree's content; `why` is a line for people. */
export type ContentLook =
  | { readonly kind: 'content'; readonly content: Content }
  | { readonly kind: 'unknown'; readonly why: string };

/** How a person ends what takes long. */
export interface Stops {
  /** Aborted when it is to end. */
  readonly stop: AbortSignal;
  /** Aborted when it is to be killed at once; after `stop`. */
  readonly kill: AbortSignal;
}

/**
 * For a command that a signal ends with the whole program. Each use has a signal of its own: many tools at
 * work at once would add more listeners to a shared one than Node takes for sound.
 */
export const NEVER: Stops = {
  get stop() {
    return new AbortController().signal;
  },
  get kill() {
    return new AbortController().signal;
  },
};

/** The little of git that samocode does itself. */
export interface Repository {
  /** From files, without a process: the base of a session of an earlier version, which recorded none. */
  baseBranch(): string;
  /** The common git directory, for sandboxes. */
  gitDir(): string | undefined;
  /** The git directory of a linked worktree, inside the common one; undefined: the two do not name each other. */
  gitDirOf(workTree: string): string | undefined;
  /** The folders in which git writes for a commit in a linked worktree. */
  gitFoldersForCommits(workTree: string): readonly string[];
  /** From now on says why a work tree is not the folder any more that it is now; cheap, from files. */
  watchWorkTree(folder: string): () => string | undefined;
  /** The commit at HEAD of the work tree a folder belongs to, from files; `unborn`, or null where they do not say. */
  commit(folder: string): string | null;
  /** The same with its tree. */
  head(folder: string): Head;
  /** What differs from it; spawns git, takes seconds where there are a million files. */
  content(folder: string, stop: AbortSignal): Promise<ContentLook>;
  /** What has to be done so that a session has its worktree; reads only, and spawns git only where it is missing. */
  planWorktree(request: WorktreeRequest, stops: Stops): Promise<WorktreePlan>;
  /**
   * Carries out the task. Replaces the unfinished worktree of a killed git, unless it holds other
   * files.
   */
  makeWorktree(path: string, task: WorktreeTask, stops: Stops): Promise<WorktreeMade>;
  /**
   * Brings the files that git leaves out of a new worktree, in which no agent has worked, from the servers that the
   * base names; returns those that are missing then.
   */
  fillWorktree(path: string, base: string, stops: Stops): Promise<readonly Gap[]>;
  /** Undefined where nobody has fetched submodules into the worktree: `fillWorktree` would replace them. */
  foundSubmodules(path: string): Gap | undefined;
}
