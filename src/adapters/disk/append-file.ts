import { closeSync, constants, lstatSync, writeSync } from 'node:fs';
import { openForAppending } from './regular-file.ts';

/** A file that only grows, shared with other programs that append to it, rename or delete it. */
export interface AppendFile {
  /** Appends the line with one write; throws disk errors, and may be called again afterwards. */
  append(line: string): void;
  /** Its size by its path now, whichever file that is; 0 when there is none. */
  size(): number;
  [Symbol.dispose](): void;
}

/** Opens nothing yet: the first line does. Created 0600; a link in its place is refused, not followed. */
export function openAppendFile(path: string): AppendFile {
  let fd: number | undefined;
  /** Where our descriptor points, to notice that the path has moved on to another file. */
  let identity = '';
  /** A line was cut short, by a full disk: the next one begins on a line of its own. */
  let isTorn = false;

  function close(): void {
    if (fd === undefined) return;
    closeSync(fd);
    fd = undefined;
  }

  function current(): number {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (fd !== undefined && stats !== undefined && identityOf(stats) === identity) return fd;
    close();
    const opened = openForAppending(path, constants.O_WRONLY);
    identity = identityOf(opened.stat);
    fd = opened.fd;
    return fd;
  }

  return {
    append(line) {
      const target = current();
      const bytes = Buffer.from(`${isTorn ? '\n' : ''}${line}\n`);
      let written = 0;
      try {
        while (written < bytes.length) written += writeSync(target, bytes, written);
        isTorn = false;
      } catch (error) {
        isTorn ||= written > 0;
        throw error;
      }
    },
    size: () => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0,
    [Symbol.dispose]: close,
  };
}

function identityOf({ dev, ino }: { readonly dev: number; readonly ino: number }): string {
  return `${dev}:${ino}`;
}
