/** One path in which a work tree differs from HEAD or from the index. */
export interface Listed {
  /** As bytes, one character each: a file's name need not be UTF-8. */
  readonly path: string;
  /** A repository within: git says no more than that it differs. */
  readonly isRepository: boolean;
}

export interface Listing {
  /** HEAD as git says; `unborn` before the first commit. */
  readonly head: string | null;
  /** Each path once, in the order of their bytes. */
  readonly paths: readonly Listed[];
}

/** Fields before the path, for each kind of line (git-status, porcelain v2). */
const FIELDS: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

/** Reads what `git status --porcelain=v2 --branch --no-renames -z` printed, taken as latin1. */
export function readListing(output: string): Listing {
  const paths = new Map<string, Listed>();
  let head: string | null = null;
  for (const line of output.split('\0')) {
    const oid = /^# branch\.oid (.+)$/.exec(line)?.[1];
    if (oid !== undefined) head = oid === '(initial)' ? 'unborn' : oid;
    const fields = FIELDS[line.charAt(0)];
    if (fields === undefined) continue;
    const listed = listedOf(line, fields);
    paths.set(listed.path, listed);
  }
  const sorted = [...paths.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  return { head, paths: sorted };
}

function listedOf(line: string, fields: number): Listed {
  const parts = line.split(' ');
  const path = parts.slice(fields).join(' ');
  // The third field of a tracked path is `N...`, or `S…` of a submodule.
  const isSubmodule = fields > 1 && parts[2]?.startsWith('S') === true;
  // Untracked files are listed one by one; only a nested repository appears as a folder.
  const isFolder = path.endsWith('/');
  return { path: isFolder ? path.slice(0, -1) : path, isRepository: isSubmodule || isFolder };
}
