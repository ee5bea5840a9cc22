import { closeSync, constants, ftruncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { syncFolder } from './entries.ts';
import { endsTorn, tailStart } from './lines/read-lines.ts';
import { openForAppending, readRegular } from './regular-file.ts';
import { appendDurably } from './write-file.ts';

/** The whole lines of a journal; none where no file is. An unfinished last line was never written. Throws a UserError for any other entry. */
export function journalLines(path: string): string {
  const reading = readRegular(path, Infinity);
  if (reading.kind === 'missing') return '';
  if (reading.kind === 'other') {
    const away = joinShellWords(['mv', path, `${path}.bad`]);
    throw new UserError(`${path} is ${reading.what}`, { hint: `move it away: ${away}` });
  }
  const { bytes } = reading;
  return bytes.toString('utf8', 0, bytes.lastIndexOf('\n') + 1);
}

/**
 * Appends whole lines with one write; they are on disk when this returns. An unfinished line of a process that
 * died is cut off before. A write that fails leaves nothing. One process at a time may do this.
 */
export function appendToJournal(path: string, lines: string): void {
  const { fd, stat } = openForAppending(path, constants.O_RDWR);
  try {
    const end = endsTorn(fd, stat.size) ? tailStart(fd, 1) : stat.size;
    if (end < stat.size) ftruncateSync(fd, end);
    try {
      appendDurably(fd, path, Buffer.from(lines));
      if (stat.size === 0) syncFolder(dirname(path));
    } catch (error) {
      ftruncateSync(fd, end);
      throw error;
    }
  } finally {
    closeSync(fd);
  }
}
