import {
  closeSync,
  fstatSync,
  futimesSync,
  lstatSync,
  readdirSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { LogPiece } from '../../../domain/logs/clean-plan.ts';
import { errorCode } from '../../../domain/text/error-code.ts';
import { renameOver } from '../../disk/entries.ts';
import { openUnfollowed } from '../../disk/regular-file.ts';
import { createFresh, syncFile } from '../../disk/write-file.ts';
import { listLogs } from './log-folder.ts';

const PACKED = '.gz';
const DRAFT = '.gz.new';

/** The regular files of a session's `_logs/`; a link in the folder's place is not followed. */
export function logPieces(sessionPath: string): readonly LogPiece[] {
  const folder = join(sessionPath, '_logs');
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const newest = listLogs(sessionPath).at(-1);
  const stem = newest === undefined ? undefined : iterationStem(newest.name);
  return readdirSync(folder).flatMap((name) => {
    if (name.endsWith(DRAFT)) return [];
    const path = join(folder, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) return [];
    return [
      {
        path,
        bytes: stat.size,
        changedAt: stat.mtimeMs,
        isPacked: name.endsWith(PACKED),
        isNewest: stem !== undefined && iterationStem(name) === stem,
      },
    ];
  });
}

/** `NNN-phase` of `MM-DD-HHMM-NNN-phase…`: what all files of an iteration share. */
function iterationStem(name: string): string | undefined {
  return /^\d\d-\d\d-\d{4}-(\d{3,}-[a-z]+)/.exec(name)?.[1];
}

/**
 * Compresses a file with gzip to `name.gz` next to it, with the same age, then removes the file. If
 * killed at any moment, the file or its whole `.gz` exists. Throws disk errors, and loses nothing.
 */
export async function packLog(path: string): Promise<void> {
  const draft = `${path}${DRAFT}`;
  try {
    await compress(path, draft);
    renameOver(draft, `${path}${PACKED}`);
    unlinkSync(path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

async function compress(path: string, draft: string): Promise<void> {
  const { createGzip } = await import('node:zlib');
  const { pipeline } = await import('node:stream/promises');
  const source = openUnfollowed(path);
  const target = createFresh(draft);
  try {
    const { mtime, atime, size } = fstatSync(source);
    // An empty range would read to the end, whatever grows there.
    const input = createReadStream(path, { fd: source, autoClose: false, start: 0, end: size - 1 });
    const output = createWriteStream(draft, { fd: target, autoClose: false });
    await pipeline(input, createGzip(), output);
    futimesSync(target, atime, mtime);
    syncFile(target);
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

/** Removes a log; one that is gone is as good. */
export function removeLog(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
