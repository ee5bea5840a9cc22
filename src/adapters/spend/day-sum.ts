import type { Stats } from 'node:fs';
import { readSpending } from '../../domain/provider/cost/spending.ts';
import { chunksOf, splitLines } from '../disk/lines/read-lines.ts';
import { fromRegular } from '../disk/regular-file.ts';

/** Longer than any line that we write. */
const LINE_LIMIT_BYTES = 64 * 1024;

/** The sum of one day's file; each call reads only the lines appended since the last call. */
export interface DaySum {
  readonly day: string;
  /** US dollars; 0 if the file is missing or unreadable. */
  look(): number;
}

/** `mark`: a text that the lines which count contain. */
export function openDaySum(day: string, path: string, mark: string): DaySum {
  const known = new Set<string>();
  let total = 0;
  let offset = 0;
  let inode = 0;

  const add = (line: string): void => {
    const spent = line.includes(mark) ? readSpending(line) : undefined;
    if (spent === undefined || known.has(spent.attempt)) return;
    known.add(spent.attempt);
    total += spent.costUsd;
  };
  const read = (fd: number, stat: Stats): void => {
    if (stat.ino !== inode || stat.size < offset) {
      // The file was replaced or truncated: read it from the start and keep the earlier sum.
      [inode, offset] = [stat.ino, 0];
    }
    const lines = splitLines(LINE_LIMIT_BYTES, (text, bytes) => {
      add(text);
      offset += bytes + 1;
    });
    // An unfinished last line is read next time.
    for (const chunk of chunksOf(fd, { from: offset, to: stat.size })) lines.push(chunk);
  };

  return {
    day,
    look() {
      try {
        fromRegular(path, read);
      } catch {
        // Unreadable now: use the sum so far.
      }
      return total;
    },
  };
}
