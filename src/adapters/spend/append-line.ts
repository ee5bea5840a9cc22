import { closeSync, constants, writeSync } from 'node:fs';
import { errorCode } from '../../domain/text/error-code.ts';
import { endsTorn } from '../disk/lines/read-lines.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { openForAppending } from '../disk/regular-file.ts';

/** Appends a line to a file of the spend book with one write. Throws disk errors. */
export function appendLine(folder: string, path: string, line: string): void {
  const { fd, stat } = openOrMake(folder, path);
  try {
    const bytes = Buffer.from(`${endsTorn(fd, stat.size) ? '\n' : ''}${line}\n`);
    if (writeSync(fd, bytes) < bytes.length) {
      throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
    }
  } finally {
    closeSync(fd);
  }
}

function openOrMake(folder: string, path: string): ReturnType<typeof openForAppending> {
  try {
    return openForAppending(path, constants.O_RDWR);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    makeFolder(folder);
    return openForAppending(path, constants.O_RDWR);
  }
}
