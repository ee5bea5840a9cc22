import { access, accessSync, constants, statfs, statfsSync, type StatsFs } from 'node:fs';
import { dirname } from 'node:path';
import type { ProcessTask } from '../../../app/ports/process.ts';
import { tempFolderOf } from '../../../domain/provider/environment/temp-folder.ts';
import { nearestExisting } from '../../nearest-existing.ts';

/** A disk with less room than that takes nothing more that is worth writing. */
const NO_ROOM_BYTES = 1024 * 1024;

/** Which disk has less room than the task wants left: that under the log, or one for temporary files. */
export function fullDisk(task: ProcessTask): 'disk-full' | 'temp-full' | undefined {
  if (hasLess(dirname(task.stdoutPath), task.minFreeBytes)) return 'disk-full';
  return fullTempFolder(task) === undefined ? undefined : 'temp-full';
}

/** Where the child and the programs that it starts put their temporary files. */
export function tempFolders({ command, tempFolders = [] }: ProcessTask): readonly string[] {
  if (command.temporary !== undefined) return [command.temporary];
  return tempFolders.length > 0 ? tempFolders : [tempFolderOf(command.env)];
}

/**
 * The first folder for temporary files that has less room than the task wants left. For one that is
 * missing: the folder in which the CLI would create it.
 */
export function fullTempFolder(task: ProcessTask): string | undefined {
  const bytes = task.minFreeTempBytes ?? 0;
  return tempFolders(task)
    .map(nearestExisting)
    .find((folder) => hasLess(folder, bytes));
}

/** The first of these folders that is on a disk without room; one that cannot be asked has some. */
export function folderWithoutRoom(folders: readonly string[]): string | undefined {
  return folders.find((folder) => hasLess(folder, NO_ROOM_BYTES));
}

/** Calls `then` when the folder's disk has less room. A file system that hangs does not hang us. */
export function whenShort(folder: string, bytes: number, then: () => void): void {
  statfs(folder, (failed, found) => {
    if (failed !== null || !isShort(found, bytes)) return;
    access(folder, constants.W_OK, (refused) => {
      if (refused === null) then();
    });
  });
}

/** A folder that is read-only, or another user's, is not full: more room would not help. */
function hasLess(folder: string, bytes: number): boolean {
  try {
    if (!isShort(statfsSync(folder), bytes)) return false;
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of bytes, or of names for new files; a file system that has no such numbers is never short. */
function isShort(found: StatsFs, minFreeBytes: number): boolean {
  const { blocks, bavail, bsize, files, ffree } = found;
  return (blocks > 0 && bavail * bsize < minFreeBytes) || (files > 0 && ffree === 0);
}
