import { openMarkFinder, type MarkFinder, type MarkKind, type Marks } from './mark-finder.ts';

/** A line is cut here for handing over; in the log it stands whole. */
export const LINE_LIMIT_BYTES = 1024 * 1024;

const NEWLINE = 10;

/** Finds the few lines that matter in a stream of chunks; chunks without a mark are only looked at. */
export interface LineScanner {
  /** The next bytes; they are copied where they must be kept, so the buffer may be used again. */
  push(chunk: Buffer): void;
  /** No more bytes come: an unfinished last line counts as a line. */
  end(): void;
}

/** Lines are handed over in the order of the stream, as UTF-8 with broken bytes replaced. */
export const openLineScanner = (marks: Marks, handOver: (line: string) => void): LineScanner => {
  const finder = openMarkFinder(marks);
  const partial = openPartialLine(finder);

  /** Hands over a verdict; gives back a line that only feeds the eye. */
  const endPartial = (): string | undefined => {
    const line = partial.take();
    if (line.kind === 'verdict') handOver(line.text());
    return line.kind === 'activity' ? line.text() : undefined;
  };

  return {
    push: (chunk) => {
      let from = 0;
      let older: string | undefined;
      if (partial.isOpen()) {
        const end = chunk.indexOf(NEWLINE);
        partial.add(end === -1 ? chunk : chunk.subarray(0, end));
        if (end === -1) return;
        older = endPartial();
        from = end + 1;
      }
      const until = Math.max(from, chunk.lastIndexOf(NEWLINE) + 1);
      const lines = chunk.subarray(from, until);
      const found = findLines(finder, lines);
      if (older !== undefined && found.newest === -1) handOver(older);
      for (const start of found.starts) handOver(textOfLine(lines, start));
      if (until < chunk.length) partial.add(chunk.subarray(until));
    },
    end: () => {
      const line = partial.isOpen() ? endPartial() : undefined;
      if (line !== undefined) handOver(line);
    },
  };
};

/** Where the lines to hand over begin, in order; `newest` is -1 when none feeds the eye. */
const findLines = (
  finder: MarkFinder,
  lines: Buffer,
): { readonly starts: readonly number[]; readonly newest: number } => {
  const verdicts = new Set<number>();
  let newestHit = -1;
  finder.scan(lines, (at, kind) => {
    if (kind === 'activity') {
      newestHit = at;
      return at + 1;
    }
    verdicts.add(lineStart(lines, at));
    return lines.indexOf(NEWLINE, at) + 1;
  });
  if (newestHit === -1) return { starts: [...verdicts], newest: -1 };
  const newest = lineStart(lines, newestHit);
  return { starts: [...verdicts.add(newest)].sort((a, b) => a - b), newest };
};

// lastIndexOf takes a negative offset for one from the end.
const lineStart = (lines: Buffer, at: number): number =>
  at === 0 ? 0 : lines.lastIndexOf(NEWLINE, at - 1) + 1;

const textOfLine = (lines: Buffer, start: number): string => {
  const end = Math.min(lines.indexOf(NEWLINE, start), start + LINE_LIMIT_BYTES);
  return lines.toString('utf8', start, end);
};

interface PartialLine {
  isOpen(): boolean;
  add(piece: Buffer): void;
  take(): { readonly kind: MarkKind | 'plain'; readonly text: () => string };
}

/** A line whose end has not come: its first MiB, and whether a mark was in it. */
const openPartialLine = (finder: MarkFinder): PartialLine => {
  const seamBytes = Math.max(1, finder.longest - 1);
  let kept = Buffer.allocUnsafe(0);
  let keptBytes = 0;
  let open = false;
  let seam = Buffer.alloc(0);
  let kind: MarkKind | 'plain' = 'plain';

  const keep = (piece: Buffer): void => {
    const bytes = Math.min(piece.length, LINE_LIMIT_BYTES - keptBytes);
    if (keptBytes + bytes > kept.length) {
      const grown = Buffer.allocUnsafe(Math.min(LINE_LIMIT_BYTES, 2 * (keptBytes + bytes)));
      kept.copy(grown, 0, 0, keptBytes);
      kept = grown;
    }
    keptBytes += piece.copy(kept, keptBytes, 0, bytes);
  };

  const look = (bytes: Buffer): void => {
    finder.scan(bytes, (at, found) => {
      if (kind !== 'verdict') kind = found;
      return at + 1;
    });
  };

  return {
    isOpen: () => open,
    add: (piece) => {
      open = true;
      // A mark may straddle the border between two pieces.
      look(Buffer.concat([seam, piece.subarray(0, seamBytes)]));
      look(piece);
      keep(piece);
      seam = Buffer.concat([seam, piece.subarray(-seamBytes)]).subarray(-seamBytes);
    },
    take: () => {
      const bytes = keptBytes;
      const taken = kind;
      open = false;
      keptBytes = 0;
      seam = Buffer.alloc(0);
      kind = 'plain';
      return { kind: taken, text: () => kept.toString('utf8', 0, bytes) };
    },
  };
};
