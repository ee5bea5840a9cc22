import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CostLine, readCostLine } from '../../domain/provider/cost/cost-line.ts';
import type { PriceTable } from '../../domain/provider/cost/prices.ts';
import { dayOf } from '../../domain/provider/cost/spending.ts';
import { chunksOf, splitLines } from '../disk/lines/read-lines.ts';
import { fromRegular } from '../disk/regular-file.ts';

/** Longer than any line that we write. */
const LINE_LIMIT_BYTES = 64 * 1024;

export interface BookQuery {
  /** `$XDG_STATE_HOME/samocode`. */
  readonly stateDir: string;
  /** Epoch milliseconds. */
  readonly since: number | undefined;
  readonly prices: PriceTable;
}

/**
 * Hands over each attempt of this user's spend book once, the oldest day first. Only names of attempts
 * that may be there twice are kept, so the memory does not grow with the book.
 */
export function readBook(
  { stateDir, since, prices }: BookQuery,
  onAttempt: (line: CostLine) => void,
): void {
  const folder = join(stateDir, 'spend');
  const files = dayFiles(folder).filter(
    (name) => since === undefined || name.slice(0, 10) >= dayOf(new Date(since)),
  );
  const repeated = new Set<string>();
  for (const name of files) {
    linesIn(join(folder, name), (text) => {
      if (text.includes('"adopted"') || !text.includes('"phase"')) {
        const line = readCostLine(text, prices);
        if (line?.mayRepeat === true) repeated.add(line.name);
      }
    });
  }
  const seen = new Set<string>();
  for (const name of files) {
    linesIn(join(folder, name), (text) => {
      const line = readCostLine(text, prices);
      if (line === undefined || seen.has(line.name)) return;
      if (repeated.has(line.name)) seen.add(line.name);
      if (since === undefined || line.at >= since) onAttempt(line);
    });
  }
}

/** The files of the days, in their order; none without a book. */
export function dayFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** Hands over each line of a file, an unfinished last one too. */
export function linesIn(path: string, onLine: (text: string) => void): void {
  fromRegular(path, (fd, { size }) => {
    const lines = splitLines(LINE_LIMIT_BYTES, onLine);
    for (const chunk of chunksOf(fd, { to: size })) lines.push(chunk);
    const rest = lines.rest();
    if (rest !== undefined) onLine(rest.text);
  });
}
