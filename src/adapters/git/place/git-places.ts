import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED_GIT_FOLDERS } from '../../../domain/sandbox/git-folders.ts';
import { writeFresh } from '../../disk/write-file.ts';

/** The parts of a repository that commits in a linked worktree need (tried with git 2.39.5). */
export interface GitPlaces {
  readonly writable: readonly string[];
  readonly readOnly: readonly string[];
}

/** Settings of one work tree, which name programs. Git reads them where `extensions.worktreeConfig` is set. */
const OWN_SETTINGS = 'config.worktree';

/**
 * Keeps `config`, `hooks`, `info` and `packed-refs` of the repository read-only, and also the files
 * that link the worktree and the repository. Creates the worktree's own settings file if it is
 * missing, because only an existing file can be mounted. None where a folder of git is unknown.
 */
export function gitPlaces(
  commonDir: string | undefined,
  gitDir: string | undefined,
  workTree: string,
): GitPlaces {
  if (commonDir === undefined || gitDir === undefined) return { writable: [], readOnly: [] };
  makeFile(join(gitDir, OWN_SETTINGS));
  return {
    writable: [...SHARED_GIT_FOLDERS.map((name) => join(commonDir, name)), gitDir],
    readOnly: [
      ...['commondir', 'gitdir', OWN_SETTINGS].map((name) => join(gitDir, name)),
      join(workTree, '.git'),
    ],
  };
}

/** A link in its place is an agent's: git makes none. */
function makeFile(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() === true) return;
  writeFresh(path, '', { sync: false, mode: 0o644 });
}
