import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exists, moveEntry } from '../../../disk/entries.ts';
import { lastingIdentity } from '../../../disk/held-folder.ts';
import { readText } from '../../../disk/read-file.ts';
import { replaceFile } from '../../../disk/write-file.ts';
import type { CheckpointGit } from '../../checkpoint/raw-git.ts';
import { linkedGitDir } from '../../place/folders.ts';
import type { StatePlace } from '../state-place.ts';

type Place = Pick<StatePlace, 'sessionFolder' | 'workTree'>;

/** While this folder is there, worktree and session folder are not complete. */
export function unfinishedAt({ sessionFolder }: Place): string {
  return hiddenNextTo(sessionFolder);
}

/** Where the worktree is made: no person works there, so the rest of a killed take can be removed. */
export function unfinishedTree({ workTree }: Place): string {
  return join(hiddenNextTo(workTree), basename(workTree));
}

function hiddenNextTo(path: string): string {
  return join(dirname(path), `.${basename(path)}.restoring`);
}

/** Names the worktree that a take is about to move into its place. */
function noteAt(place: Place): string {
  return join(dirname(unfinishedTree(place)), 'moved');
}

/** Whether the worktree is the one that a take moved here, and then was killed before the session was here. */
export function isOfUnfinishedTake(place: Place): boolean {
  const identity = lastingIdentity(place.workTree);
  return (
    identity !== undefined && exists(unfinishedAt(place)) && readText(noteAt(place)) === identity
  );
}

/** Moves the complete worktree into its place, and tells git. */
export function moveTree(place: Place): void {
  const from = unfinishedTree(place);
  replaceFile(noteAt(place), lastingIdentity(from) ?? '');
  moveEntry(from, place.workTree);
  const gitDir = linkedGitDir(place.workTree);
  if (gitDir === undefined) throw new Error(`${place.workTree} is no worktree of git`);
  // As `git worktree repair` does it, which looks at all other worktrees, too.
  replaceFile(join(gitDir, 'gitdir'), `${place.workTree}/.git\n`);
}

/** Removes the rest of a killed take, and nothing else. */
export async function removeUnfinished(place: Place, refs: CheckpointGit): Promise<void> {
  if (isOfUnfinishedTake(place)) {
    rmSync(place.workTree, { recursive: true, force: true });
    // It may be registered at either place; the next take replaces the other one.
    await refs(['worktree', 'remove', '--force', '--force', place.workTree]);
  }
  for (const folder of [dirname(unfinishedTree(place)), unfinishedAt(place)]) {
    rmSync(folder, { recursive: true, force: true });
  }
}
