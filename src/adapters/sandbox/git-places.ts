import { join } from 'node:path';

/** The parts of a repository that commits in a linked worktree need (tried with git 2.39 to 2.47). */
export interface GitPlaces {
  readonly writable: readonly string[];
  readonly readOnly: readonly string[];
}

const SHARED = ['objects', 'refs', 'logs', 'reftable', 'lfs'];

/**
 * `config`, `hooks`, `info` and `packed-refs` of the repository stay as they are, and so does what leads
 * from the worktree to the repository and back.
 */
export function gitPlaces(commonDir: string, gitDir: string, workTree: string): GitPlaces {
  return {
    writable: [...SHARED.map((name) => join(commonDir, name)), gitDir],
    readOnly: [
      ...['commondir', 'gitdir', 'config.worktree'].map((name) => join(gitDir, name)),
      join(workTree, '.git'),
    ],
  };
}
