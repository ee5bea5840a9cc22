import { lstatSync, statSync } from 'node:fs';
import type { Complaint } from '../../../domain/settings/problem.ts';
import type { FolderKey } from '../../../domain/settings/table/table.ts';
import { errorCode } from '../../../domain/text/error-code.ts';
import { findGitPlace } from '../../git/place/git-place.ts';
import { explainError } from '../explain-error.ts';

/** `folder`, `missing`, or the entry that is there instead, as text that follows "which". */
type FolderState = 'folder' | 'missing' | { readonly instead: string };

/** Follows links. */
export function lookAt(path: string): FolderState {
  try {
    return statSync(path).isDirectory() ? 'folder' : { instead: 'is a file and not a folder' };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return { instead: `cannot be read: ${explainError(error)}` };
    const isLink = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    return isLink ? { instead: 'is a link that leads nowhere' } : 'missing';
  }
}

/** The faults of a folder for sessions or worktrees. */
export function aboutFolder(
  key: FolderKey,
  path: string,
  state: FolderState,
): Complaint | undefined {
  if (typeof state === 'object')
    return { message: state.instead, hint: 'name a folder, or one that can be created' };
  // There git keeps its own record of each worktree, under the same name.
  const isGits = key === 'WORKTREES' && findGitPlace(path).kind === 'git-dir';
  return isGits
    ? { message: 'is inside a .git folder', hint: 'name a folder outside of it' }
    : undefined;
}

/** The faults of the folder of the repository. */
export function aboutMainRepo(path: string, state: FolderState): Complaint | undefined {
  const hint = 'name the folder of your git repository';
  if (state === 'missing') return { message: 'does not exist', hint };
  if (state !== 'folder') return { message: state.instead, hint };
  const place = findGitPlace(path);
  switch (place.kind) {
    case 'work-tree':
      return undefined;
    case 'bare':
      return {
        message: 'is a bare repository, without files to work on',
        hint: 'name a work tree: a clone, or one made by git worktree add',
      };
    case 'git-dir':
      return { message: 'is inside a .git folder', hint: 'name the folder that holds .git' };
    case 'broken':
      return {
        message: `is no git work tree: ${place.path} leads to no git folder`,
        hint: 'repair it with git worktree repair, or name another folder',
      };
    case 'none':
      return {
        message: 'is not a git work tree',
        hint: 'run git init there, or name another folder',
      };
  }
}
