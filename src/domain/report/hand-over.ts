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

/** The facts, and four more for the commands. */
export interface HandOverFacts extends Omit<HandOver, 'look' | 'merge' | 'cleanUp'> {
  readonly mainRepo: string;
  readonly hasSubmodules: boolean;
  /** The branch that `mainRepo` is on, and whether the base is a branch there. */
  readonly current: string | null | undefined;
  readonly isBranch: boolean;
}

/** Adds the commands; each works when pasted, from any folder. */
export function handOverOf(of: HandOverFacts): HandOver {
  const { mainRepo, current, isBranch, hasSubmodules, ...facts } = of;
  const { branch, worktree, base } = facts;
  const git = (...words: readonly string[]): string =>
    joinShellWords(['git', '-C', mainRepo, ...words]);
  if (branch === null) return { ...facts, look: null, merge: null, cleanUp: null };
  const range = base === null ? branch : `${base.commit}..${branch}`;
  const isElsewhere = base !== null && isBranch && current !== base.name;
  const to = isElsewhere ? [git('switch', base.name)] : [];
  const removal = hasSubmodules ? removeWithSubmodules : removePlain;
  const remove = worktree === null ? [] : removal(git, worktree);
  return {
    ...facts,
    look: git('log', '--stat', range, '--'),
    merge: [...to, git('merge', branch)].join(' && '),
    cleanUp: [...remove, git('branch', '-d', branch)].join(' && '),
  };
}

type GitCommand = (...words: readonly string[]) => string;

function removePlain(git: GitCommand, worktree: string): readonly string[] {
  return [git('worktree', 'remove', worktree)];
}

/** Git removes it only by force, so the command first looks for changed files and commits that no remote has. */
function removeWithSubmodules(git: GitCommand, worktree: string): readonly string[] {
  const inside = (...words: readonly string[]): string =>
    `$(${joinShellWords(['git', '-C', worktree, ...words])})`;
  const each = ['submodule', '--quiet', 'foreach', '--recursive'];
  const unsaved = [
    inside('status', '--porcelain'),
    inside(...each, 'git log --oneline HEAD --not --remotes'),
  ];
  return [`test -z "${unsaved.join('')}"`, git('worktree', 'remove', '--force', worktree)];
}
