import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SHARED_GIT_FOLDERS } from '../../../domain/sandbox/git-folders.ts';
import { readText } from '../../disk/read-file.ts';
import { isSamePath } from '../../disk/real-path.ts';
import { linkedGitDir } from '../place/folders.ts';

/**
 * The git folder of a linked worktree; undefined unless the repository keeps it and it names this
 * worktree. An agent can rewrite the `.git` file, which then leads to another folder.
 */
export function ownGitDir(commonDir: string, workTree: string): string | undefined {
  const gitDir = linkedGitDir(workTree);
  if (gitDir === undefined || !isOf(commonDir, gitDir)) return undefined;
  const named = resolve(gitDir, readText(join(gitDir, 'gitdir')).trim());
  return isSamePath(named, join(workTree, '.git')) ? gitDir : undefined;
}

/** Whether a linked worktree's git folder lies in this repository. */
export function isOf(commonDir: string, gitDir: string): boolean {
  return existsSync(gitDir) && isSamePath(dirname(gitDir), join(commonDir, 'worktrees'));
}

/** The folders in which git writes for a commit in this worktree; those that exist. */
export function gitFoldersForCommits(commonDir: string, workTree: string): readonly string[] {
  const gitDir = ownGitDir(commonDir, workTree);
  if (gitDir === undefined) return [];
  const shared = SHARED_GIT_FOLDERS.map((name) => join(commonDir, name));
  return [...shared.filter((folder) => existsSync(folder)), gitDir];
}
