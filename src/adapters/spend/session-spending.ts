import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dayOf,
  isOfSession,
  type PaidAttempt,
  readPaidAttempt,
} from '../../domain/provider/cost/spending.ts';
import { fromRegular } from '../disk/regular-file.ts';

/** A larger file of a day is skipped: a report is not worth a gigabyte of memory. */
const FILE_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Every attempt of one session in this user's spend book since a time (epoch milliseconds), without
 * duplicates. Undefined if there is no book.
 */
export function attemptsOf(
  stateDir: string,
  { path, from }: { readonly path: string; readonly from: number },
): readonly PaidAttempt[] | undefined {
  const folder = join(stateDir, 'spend');
  const fromDay = dayOf(new Date(from));
  const files = dayFiles(folder)?.filter((name) => name.slice(0, 10) >= fromDay);
  if (files === undefined) return undefined;
  const known = new Map<string, PaidAttempt>();
  for (const name of files) {
    for (const line of readLines(join(folder, name))) {
      const paid = readPaidAttempt(line);
      if (paid === undefined || !isOfSession(paid, path) || paid.at < from) continue;
      known.set(paid.name, paid);
    }
  }
  return [...known.values()];
}

function dayFiles(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder).filter((name) => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name));
  } catch {
    return undefined;
  }
}

function readLines(path: string): readonly string[] {
  try {
    const text = fromRegular(path, (fd, { size }) =>
      size > FILE_LIMIT_BYTES ? '' : readFileSync(fd, 'utf8'),
    );
    return text?.split('\n') ?? [];
  } catch {
    return []; // An unreadable file counts as empty.
  }
}
