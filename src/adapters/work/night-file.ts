import type { NightFile } from '../../app/ports/queue/work.ts';
import { readNightBook, writeNightBook } from '../../domain/queue/night/night-book.ts';
import { readText } from '../disk/read-file.ts';
import { replaceFile } from '../disk/write-file.ts';

/** A file that is missing or damaged is an empty book. */
export function openNightFile(path: string): NightFile {
  const read = () => readNightBook(readText(path));
  return {
    teller: undefined,
    begin: () => Promise.resolve(),
    end: () => Promise.resolve(true),
    read: () => Promise.resolve(read()),
    update: (change) => {
      replaceFile(path, `${writeNightBook(change(read()))}\n`, true);
      return Promise.resolve();
    },
  };
}
