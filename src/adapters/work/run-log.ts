import { lstatSync } from 'node:fs';
import { moveEntry } from '../disk/entries.ts';

const LIMIT_BYTES = 2 ** 20;

/** Puts a long log aside, in place of the one before it. */
export function shortenLog(path: string): void {
  const size = lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LIMIT_BYTES) moveEntry(path, `${path}.1`);
}
