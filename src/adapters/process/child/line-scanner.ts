import type { Marks } from '../sweep/mark-finder.ts';
import { linesThatMatter, NEWLINE, openSearch } from './line-search.ts';
import { openPartialLine } from './partial-line.ts';

/** Finds the few lines that matter in a stream of chunks; chunks without a mark are only looked at. */
export interface LineScanner {
  /**
   * The next bytes; they are copied where they must be kept, so the buffer may be used again. With
   * `isFlood` a line that only feeds the eye is held back until a newer one, or a chunk without it.
   */
  push(chunk: Buffer, isFlood?: boolean): void;
  /** No more bytes come: an unfinished last line counts as a line. */
  end(): void;
}

/** Lines are handed over in the order of the stream, as UTF-8 with broken bytes replaced. */
export const openLineScanner = (marks: Marks, handOver: (line: string) => void): LineScanner => {
  const search = openSearch(marks);
  const partial = openPartialLine(search);

  /** The newest line that only feeds the eye and was not handed over yet. */
  let held: string | undefined;
  const handOverHeld = (): void => {
    if (held !== undefined) handOver(held);
    held = undefined;
  };

  const handOverVerdict = (line: string): void => {
    handOverHeld();
    handOver(line);
  };

  const endPartial = (): void => {
    const line = partial.take();
    if (line.kind === 'activity') held = line.text();
    if (line.kind === 'verdict') handOverVerdict(line.text());
  };

  const take = (chunk: Buffer): void => {
    let from = 0;
    if (partial.isOpen()) {
      const end = chunk.indexOf(NEWLINE);
      partial.add(end === -1 ? chunk : chunk.subarray(0, end));
      if (end === -1) return;
      endPartial();
      from = end + 1;
    }
    const until = Math.max(from, chunk.lastIndexOf(NEWLINE) + 1);
    const lines = chunk.subarray(from, until);
    const { isShown, found } = linesThatMatter(lines, search);
    // An older line for the eye is not needed any more.
    if (isShown) held = undefined;
    for (const { kind, text } of found) {
      if (kind === 'activity') held = text;
      else handOverVerdict(text);
    }
    if (until < chunk.length) partial.add(chunk.subarray(until));
  };

  return {
    push: (chunk, isFlood = false) => {
      take(chunk);
      if (!isFlood) handOverHeld();
    },
    end: () => {
      if (partial.isOpen()) endPartial();
      handOverHeld();
    },
  };
};
