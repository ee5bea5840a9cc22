import { closeSync, constants, lstatSync } from 'node:fs';
import { namingPath } from '../naming-path.ts';
import { type Opened, openRegular } from '../regular-file.ts';
import { appendDurably, replaceFile, writeAll, writeFresh } from '../write-file.ts';

/**
 * A small file of which the last whole line counts. While it is as this process left it, a new line takes one
 * append; a replacement would create a file and delete one.
 */
export interface LastLine {
  /** Makes this the last line; `line` has no end of line. Throws disk errors. */
  readonly write: (line: string) => void;
  /** Makes it the only line. */
  readonly replace: (line: string) => void;
}

export interface LastLineOptions {
  /** A file as long as this is replaced instead. */
  readonly limitBytes: number;
  /** Whether a line is on disk when `write` returns. */
  readonly isDurable: boolean;
}

/** Which file we wrote last, and how long it was then. */
interface Written {
  readonly inode: number;
  readonly size: number;
}

export function openLastLine(path: string, options: LastLineOptions): LastLine {
  let written: Written | undefined;

  const replace = (line: string): void => {
    written = undefined;
    makeFile(path, `${line}\n`, options.isDurable);
    const { ino, size } = lstatSync(path);
    written = { inode: ino, size };
  };

  return {
    replace,
    write: (line) => {
      const before = written;
      // A write that fails may leave a part of a line: the next one replaces the file.
      written = undefined;
      written = before && appendTo(path, `${line}\n`, before, options);
      if (written === undefined) replace(line);
    },
  };
}

/** The last line that `read` understands: a process may have died while it wrote the one below. */
export function lastLineOf<T>(text: string, read: (line: string) => T | undefined): T | undefined {
  for (const line of text.split('\n').reverse()) {
    const value = read(line);
    if (value !== undefined) return value;
  }
  return undefined;
}

function makeFile(path: string, text: string, isDurable: boolean): void {
  if (isDurable) replaceFile(path, text, true);
  else writeFresh(path, text, { sync: false });
}

/** Undefined, with nothing written, when the file is not as we left it, or long. */
function appendTo(
  path: string,
  text: string,
  before: Written,
  { limitBytes, isDurable }: LastLineOptions,
): Written | undefined {
  const bytes = Buffer.from(text);
  const size = before.size + bytes.length;
  if (size > limitBytes) return undefined;
  const opened = openWritten(path);
  if (opened?.kind !== 'file') return undefined;
  const { fd, stat } = opened;
  try {
    if (stat.ino !== before.inode || stat.size !== before.size) return undefined;
    if (isDurable) appendDurably(fd, path, bytes);
    else
      namingPath(path, () => {
        writeAll(fd, bytes);
      });
    return { inode: stat.ino, size };
  } finally {
    closeSync(fd);
  }
}

/** Undefined where it is gone, or not ours to write: it will be replaced. */
function openWritten(path: string): Opened | undefined {
  try {
    return openRegular(path, constants.O_WRONLY | constants.O_APPEND);
  } catch {
    return undefined;
  }
}
