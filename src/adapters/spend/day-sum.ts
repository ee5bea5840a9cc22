import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { readSpending } from '../../domain/provider/spending.ts';

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 10;

/** The sum of one day's file; each look reads only what was appended since the one before. */
export interface DaySum {
  readonly day: string;
  /** US dollars; 0 where there is no file, or none that can be read. */
  look(): number;
}

export function openDaySum(day: string, path: string): DaySum {
  const known = new Set<string>();
  let total = 0;
  let offset = 0;
  let inode = 0;

  const add = (line: string): void => {
    const spent = readSpending(line);
    if (spent === undefined || known.has(spent.attempt)) return;
    known.add(spent.attempt);
    total += spent.costUsd;
  };
  const read = (fd: number): void => {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return;
    if (stat.ino !== inode || stat.size < offset) {
      // Another file than before: counted from its beginning, and what was counted stays known.
      [inode, offset] = [stat.ino, 0];
    }
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    while (offset < stat.size) {
      const bytes = readSync(fd, chunk, 0, chunk.length, offset);
      const end = chunk.subarray(0, bytes).lastIndexOf(NEWLINE) + 1;
      // Without an end in 64 KiB it is no line of ours; an unfinished last line is read next time.
      const isFull = bytes === chunk.length;
      if (end === 0 && !isFull) return;
      chunk.toString('utf8', 0, end).split('\n').forEach(add);
      offset += end === 0 ? bytes : end;
    }
  };

  return {
    day,
    look() {
      let fd: number | undefined;
      try {
        fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
        read(fd);
      } catch {
        // Nothing was spent today, or it cannot be read: what is known already counts.
      } finally {
        if (fd !== undefined) closeSync(fd);
      }
      return total;
    },
  };
}
