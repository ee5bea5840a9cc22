import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gitFoldersOf, readText } from './folders.ts';

/**
 * The branch for a work tree at `path`: the one that stands there, else the wanted one, with `-2`, `-3` …
 * behind it where another work tree has it checked out, for git lets no two have one.
 */
export function branchFor(commonDir: string, path: string, wanted: string): string {
  if (existsSync(join(path, '.git'))) return headBranch(gitFoldersOf(path).gitDir) ?? wanted;
  const taken = checkedOut(commonDir, path);
  for (let number = 1; ; number += 1) {
    const branch = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(branch)) return branch;
  }
}

/** The branches of all other work trees that are still there, the main one included. */
function checkedOut(commonDir: string, path: string): ReadonlySet<string> {
  const linked = join(commonDir, 'worktrees');
  const folders = (existsSync(linked) ? readdirSync(linked) : [])
    .map((name) => join(linked, name))
    .filter((folder) => {
      const dotGit = resolve(folder, readText(join(folder, 'gitdir')).trim());
      return existsSync(dotGit) && dirname(dotGit) !== path;
    });
  return new Set([commonDir, ...folders].flatMap((folder) => headBranch(folder) ?? []));
}

function headBranch(gitDir: string): string | undefined {
  const [, branch] = /^ref: refs\/heads\/(.+)$/m.exec(readText(join(gitDir, 'HEAD'))) ?? [];
  return branch?.trim();
}
