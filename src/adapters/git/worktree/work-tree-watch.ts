import { existsSync, lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { linkedGitDir } from '../place/folders.ts';

/**
 * Remembers which folder a work tree is now; the function that it returns says why it is not that one
 * any more, and nothing while it is. A look costs four calls to the system. While a process works in the
 * folder its inode is not used again, so a folder that was removed and made again is another one.
 */
export function watchWorkTree(mainRepo: string, folder: string): () => string | undefined {
  const identity = identityOf(folder);
  const gitDir = linkedGitDir(folder);
  const wasLink = isLink(folder);
  return () => {
    if (!wasLink && isLink(folder))
      return `the worktree ${folder} was replaced by a link; ${ASIDE}`;
    const now = identityOf(folder);
    if (now === undefined) return `the worktree ${folder} is gone; ${LOST}`;
    if (now !== identity) return `the worktree ${folder} was replaced by another folder; ${LOST}`;
    if (gitDir === undefined) return undefined;
    const repair = joinShellWords(['git', '-C', mainRepo, 'worktree', 'repair']);
    if (!existsSync(join(folder, '.git'))) {
      return `the worktree ${folder} has lost its .git file; its other files are still there; first: ${repair}`;
    }
    if (existsSync(gitDir)) return undefined;
    return `the git folder of the worktree ${folder} is gone (${gitDir}); its files are still there`;
  };
}

const LOST = 'changes that were not committed are lost';

const ASIDE = 'remove the link, and move the folder back';

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function identityOf(folder: string): string | undefined {
  try {
    const { dev, ino } = statSync(folder);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
