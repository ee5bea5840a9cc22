/** The commit from which the branch of a session starts. */
export interface Base {
  /** The branch, tag or id as a person names it; of a detached HEAD the id of the commit. */
  readonly name: string;
  readonly commit: string;
}

/** Commits of a base that no remote has; a pull request would contain them. */
export interface Unpushed {
  readonly count: number;
  /** Id and subject of the newest ones. */
  readonly newest: readonly string[];
}

const ID_CELLS = 10;

/** `trunk (1a2b3c4d5e)`. */
export function baseWords({ name, commit }: Base): string {
  return name === commit ? shortId(commit) : `${name} (${shortId(commit)})`;
}

/** One line: the number of commits that the remote lacks, and the newest ones. */
export function unpushedWords(base: Base, { count, newest }: Unpushed, remote?: string): string {
  const what = count === 1 ? '1 commit' : `${count} commits`;
  const more = count > newest.length ? ', …' : '';
  return `the base ${baseWords(base)} has ${what} that ${remote === undefined ? 'no remote has' : `${remote} lacks`}: ${newest.join(', ')}${more}`;
}

function shortId(commit: string): string {
  return commit.slice(0, ID_CELLS);
}
