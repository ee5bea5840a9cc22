import type { Base } from '../session/base.ts';
import { joinShellWords } from '../text/shell-words.ts';
import type { Changes } from './report.ts';

/** The work of a session that is done: its facts, and the commands of the person who takes it over. */
export interface HandOver {
  /** Null: it is gone, as after a merge and a clean-up. */
  readonly branch: string | null;
  readonly worktree: string | null;
  readonly base: Base | null;
  /** From the base to the branch; null: unknown. */
  readonly changes: Changes | null;
  /** Files that differ from the last commit. */
  readonly uncommitted: number | null;
  readonly costUsd: number | null;
  /** The part of it that was computed from tokens, and the day of the prices. */
  readonly pricedUsd: number | null;
  readonly pricesOf: string | null;
  /** The address of the draft pull request (`PUBLISH`). */
  readonly pullRequest: string | null;
  /** The path of the agent's summary. */
  readonly summary: string | null;
  readonly look: string | null;
  readonly merge: string | null;
  readonly cleanUp: string | null;
}

/** The facts, and three more for the commands. */
export interface HandOverFacts extends Omit<HandOver, 'look' | 'merge' | 'cleanUp'> {
  readonly mainRepo: string;
  /** The branch that `mainRepo` is on, and whether the base is a branch there. */
  readonly current: string | null | undefined;
  readonly isBranch: boolean;
}

/** Adds the commands; each works when pasted, from any folder. */
export function handOverOf({ mainRepo, current, isBranch, ...facts }: HandOverFacts): HandOver {
  const { branch, worktree, base } = facts;
  const git = (...words: readonly string[]): string =>
    joinShellWords(['git', '-C', mainRepo, ...words]);
  if (branch === null) return { ...facts, look: null, merge: null, cleanUp: null };
  const range = base === null ? branch : `${base.commit}..${branch}`;
  const isElsewhere = base !== null && isBranch && current !== base.name;
  const to = isElsewhere ? [git('switch', base.name)] : [];
  const remove = worktree === null ? [] : [git('worktree', 'remove', worktree)];
  return {
    ...facts,
    look: git('log', '--stat', range, '--'),
    merge: [...to, git('merge', branch)].join(' && '),
    cleanUp: [...remove, git('branch', '-d', branch)].join(' && '),
  };
}
