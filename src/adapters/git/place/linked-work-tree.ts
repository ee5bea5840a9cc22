import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readText } from '../../disk/read-file.ts';
import { findGitPlace, look } from './git-place.ts';

/** The repository of a linked work tree; undefined for any other work tree. */
export function commonOf(gitDir: string, root: string): string | undefined {
  const common = readText(join(gitDir, 'commondir')).trim();
  // A copied or forged `.git` file does not make a folder a worktree: git's entry has to name it.
  if (common === '' || !isSame(dotGitOf(gitDir), join(root, '.git'))) return undefined;
  return resolve(gitDir, common);
}

/** The `.git` file that git's entry of a worktree names. */
export function dotGitOf(gitDir: string): string {
  return resolve(gitDir, readText(join(gitDir, 'gitdir')).trim());
}

/** The main checkout of a repository, where it has one. */
export function mainCheckout(commonDir: string): string | undefined {
  if (basename(commonDir) !== '.git') return undefined;
  const main = findGitPlace(dirname(commonDir));
  return main.kind === 'work-tree' && isSame(main.gitDir, commonDir) ? main.root : undefined;
}

/** The git folders of all linked work trees of a repository. */
export function worktreeEntries(commonDir: string): readonly string[] {
  const folder = join(commonDir, 'worktrees');
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    // A repository without the folder has no linked worktree.
    return [];
  }
}

/** Whether two paths lead to the same entry. */
export function isSame(one: string, other: string): boolean {
  const [first, second] = [look(one), look(other)];
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}
