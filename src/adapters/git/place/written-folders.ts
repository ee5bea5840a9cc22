import { dirname, join } from 'node:path';
import { isFolder } from '../../disk/entries.ts';
import { nearestExisting } from '../../nearest-existing.ts';

/** Where git writes when it makes a worktree, and a commit in it. */
const WRITTEN = ['worktrees', 'refs/heads', 'objects'];

/**
 * The folders below the common git folder in which git makes a worktree and a commit: each as it is, or the one in which
 * git would make it. In a repository with reftables (`extensions.refStorage`) `refs/heads` is a file.
 */
export function writtenFolders(common: string): readonly string[] {
  const folders = WRITTEN.map((name) => {
    const there = nearestExisting(join(common, name));
    return isFolder(there) ? there : dirname(there);
  });
  return [...new Set(folders)];
}
