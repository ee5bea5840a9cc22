import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRegular } from '../disk/regular-file.ts';
import {
  dayOf,
  isOfSession,
  readPaidAttempt,
  type PaidAttempt,
} from '../../domain/provider/spending.ts';

/** A day's file that is longer is left out: a report is not worth a gigabyte of memory. */
const FILE_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Every attempt of one session that the spend book of this user tells of, from a time on (epoch
 * milliseconds), each once. Undefined where there is no book.
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
    return []; // What cannot be read is not known.
  }
}
