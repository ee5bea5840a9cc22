import { lstatSync } from 'node:fs';
import type { Restored } from '../../../app/people/restore.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { Checkpoint } from '../../../domain/checkpoints/checkpoint.ts';
import { errorCode } from '../../../domain/text/error-code.ts';
import { printable } from '../../../domain/text/printable.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { pathsOf } from '../content/paths.ts';
import { addWorktree } from './add-worktree.ts';
import { type CheckpointPlace, openRawGit } from './raw-git.ts';
import { stdoutOf } from './stdout-of.ts';

const LIMIT_MS = 10 * 60_000;
const NAMES = ['diff-tree', '-r', '-z', '--name-only', '--no-renames'];

/** Makes a branch at the checkpoint's HEAD, and a worktree on it with the checkpoint's files. */
export async function restoreInto(
  place: Omit<CheckpointPlace, 'ownDir'>,
  checkpoint: Checkpoint,
  { branch, stops }: { readonly branch: string; readonly stops: Stops },
): Promise<void> {
  const { workTree } = place;
  const limits = { ...stops, timeoutMs: LIMIT_MS };
  if (checkpoint.head === null) {
    throw new UserError(`checkpoint ${checkpoint.number} was taken before the first commit`, {
      hint: 'give --here to put its files back into the worktree of the session',
    });
  }
  const add = ['-b', branch, workTree, checkpoint.head];
  await addWorktree(place, { add, index: 'HEAD', files: checkpoint.commit }, limits);
}

/**
 * Puts the files of a checkpoint back into the work tree, of which `current`, the checkpoint just taken, has
 * all that may be lost. Writes only what differs, and removes no file that neither of them has.
 */
export async function restoreHere(
  place: CheckpointPlace,
  { current, checkpoint }: { readonly current: string; readonly checkpoint: Checkpoint },
  stops: Stops,
): Promise<Restored> {
  const raw = openRawGit(place, { ...stops, timeoutMs: LIMIT_MS });
  const namesOf = async (filter: string): Promise<readonly string[]> => {
    const args = [...NAMES, `--diff-filter=${filter}`, current, checkpoint.commit];
    return pathsOf(await stdoutOf(raw(args)));
  };
  const inTheWay = (await namesOf('A')).filter((path) => isThere(`${place.workTree}/${path}`));
  if (inTheWay.length > 0) throw ignoredInTheWay(place.workTree, inTheWay);
  const kept = new Set(checkpoint.leftOut);
  const removed = (await namesOf('D')).filter((path) => !kept.has(path));
  const written = await namesOf('AMT');
  if (kept.size > 0) {
    const list = [...kept].map((path) => `${path}\0`).join('');
    await stdoutOf(raw(['update-index', '-z', '--force-remove', '--stdin'], list));
  }
  await stdoutOf(raw(['read-tree', '--reset', '-u', checkpoint.commit]));
  return { written: written.length, removed: removed.length };
}

/** Paths in latin1, one character for each byte. */
function isThere(path: string): boolean {
  try {
    return lstatSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // A file where the checkpoint has a folder.
    return errorCode(error) === 'ENOTDIR';
  }
}

function ignoredInTheWay(workTree: string, paths: readonly string[]): UserError {
  const [first = ''] = paths.map((path) => Buffer.from(path, 'latin1').toString());
  const path = `${workTree}/${first}`;
  const more = paths.length === 1 ? '' : ` (and ${paths.length - 1} more)`;
  return new UserError(
    `git ignores ${printable(first, 200)}${more}, so no checkpoint keeps it, and the restoration would overwrite it`,
    { hint: `first: ${joinShellWords(['mv', path, `${path}.kept`])}` },
  );
}
