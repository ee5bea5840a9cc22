import { join } from 'node:path';
import type { SpendLine, SpendLines } from '../../app/ports/fleet/shared-books.ts';
import { dayOf, readSpending } from '../../domain/provider/cost/spending.ts';
import { exists } from '../disk/entries.ts';
import { chunksOf, splitLines } from '../disk/lines/read-lines.ts';
import { fromRegular } from '../disk/regular-file.ts';
import { appendLine } from './append-line.ts';
import { dayFiles } from './read-book.ts';
import { firstDay } from './scope-sum.ts';

/** Longer than any line that we write. */
const LINE_LIMIT_BYTES = 64 * 1024;

/** The spend book of this user, for the other machines of a fleet. */
export function openSharedLines(stateDir: string, now: () => Date): SpendLines {
  const folder = join(stateDir, 'spend');
  return {
    after: (bytes) => {
      const first = firstDay('month', now());
      const lines: SpendLine[] = [];
      const after: Record<string, number> = {};
      for (const name of dayFiles(folder)) {
        const day = name.slice(0, 10);
        if (day < first) continue;
        after[day] = readFrom(join(folder, name), bytes[day] ?? 0, (line) => {
          if (readSpending(line) !== undefined) lines.push({ day, line });
        });
      }
      return { lines, bytes: after };
    },
    append: (lines) => {
      const known = new Map<string, Set<string>>();
      for (const { day, line } of lines) {
        const attempt = isOurs({ day, line }, now()) ? readSpending(line)?.attempt : undefined;
        if (attempt === undefined) continue;
        const path = join(folder, `${day}.jsonl`);
        const attempts = known.get(day) ?? attemptsIn(path);
        known.set(day, attempts);
        if (!attempts.has(attempt)) appendLine(folder, path, line);
        attempts.add(attempt);
      }
    },
  };
}

/** Another program may have written to the database. */
function isOurs({ day, line }: SpendLine, now: Date): boolean {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && day <= dayOf(new Date(now.getTime() + DAY_MS));
  return isDay && line.length < LINE_LIMIT_BYTES && !line.includes('\n');
}

function attemptsIn(path: string): Set<string> {
  const attempts = new Set<string>();
  if (!exists(path)) return attempts;
  readFrom(path, 0, (line) => {
    const spent = readSpending(line);
    if (spent !== undefined) attempts.add(spent.attempt);
  });
  return attempts;
}

/** The days of two machines differ by their time zones. */
const DAY_MS = 86_400_000;

/** Hands over whole lines from a place on; returns the place after them. */
function readFrom(path: string, from: number, onLine: (text: string) => void): number {
  let offset = from;
  fromRegular(path, (fd, { size }) => {
    // It was replaced.
    if (size < offset) offset = 0;
    const lines = splitLines(LINE_LIMIT_BYTES, (text, bytes) => {
      onLine(text);
      offset += bytes + 1;
    });
    for (const chunk of chunksOf(fd, { from: offset, to: size })) lines.push(chunk);
  });
  return offset;
}
