import { openMarkFinder, type MarkFinder, type MarkKind, type Marks } from './mark-finder.ts';

/** A line is cut here for handing over; in the log it stands whole. */
export const LINE_LIMIT_BYTES = 1024 * 1024;

const NEWLINE = 10;
const TAIL_BYTES = 4096;

/** Finds the few lines that matter in a stream of chunks; chunks without a mark are only looked at. */
export interface LineScanner {
  /** The next bytes; they are copied where they must be kept, so the buffer may be used again. */
  push(chunk: Buffer): void;
  /** No more bytes come: an unfinished last line counts as a line. */
  end(): void;
}

/** Lines are handed over in the order of the stream, as UTF-8 with broken bytes replaced. */
export const openLineScanner = (marks: Marks, handOver: (line: string) => void): LineScanner => {
  const search = openSearch(marks);
  const partial = openPartialLine(search);

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
      const found = findLines(lines, search);
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

interface Search {
  readonly all: MarkFinder;
  readonly verdicts: MarkFinder;
  readonly isDull: HeadTest | undefined;
}

const openSearch = (marks: Marks): Search => ({
  all: openMarkFinder(marks),
  verdicts: openMarkFinder({ verdict: marks.verdict, activity: [] }),
  isDull: openHeadTest(marks.dullHeads),
});

/** Where the lines to hand over begin, in order; `newest` is -1 when none feeds the eye. */
const findLines = (
  lines: Buffer,
  { all, verdicts, isDull }: Search,
): { readonly starts: readonly number[]; readonly newest: number } => {
  const starts = new Set<number>();
  let newest = -1;
  const scanWith =
    (finder: MarkFinder) =>
    (from: number, to: number): void => {
      finder.scan(lines.subarray(from, to), (at, kind) => {
        if (kind === 'verdict') starts.add(lineStart(lines, from + at));
        else newest = Math.max(newest, from + at);
        return kind === 'verdict' ? lines.indexOf(NEWLINE, from + at) + 1 - from : at + 1;
      });
    };
  // Where many lines feed the eye, the newest is near the end, and the others need not be found.
  const tail = lineStart(lines, Math.max(0, lines.length - TAIL_BYTES));
  forEachBlock(lines, { from: tail, to: lines.length, isDull }, scanWith(all));
  const rest = scanWith(newest === -1 ? all : verdicts);
  forEachBlock(lines, { from: 0, to: tail, isDull }, rest);
  if (newest !== -1) starts.add((newest = lineStart(lines, newest)));
  return { starts: [...starts].sort((one, other) => one - other), newest };
};

/** Calls `scan` for each run of neighbouring lines that are not dull. */
const forEachBlock = (
  lines: Buffer,
  part: { readonly from: number; readonly to: number; readonly isDull: HeadTest | undefined },
  scan: (from: number, to: number) => void,
): void => {
  let from = part.from;
  for (let start = from; part.isDull !== undefined && start < part.to;) {
    const end = lines.indexOf(NEWLINE, start) + 1;
    if (part.isDull(lines, start)) {
      if (from < start) scan(from, start);
      from = end;
    }
    start = end;
  }
  if (from < part.to) scan(from, part.to);
};

type HeadTest = (bytes: Uint8Array, at: number) => boolean;

/** Whether one of the heads stands there; undefined when there are none. */
const openHeadTest = (texts: readonly string[]): HeadTest | undefined => {
  const heads = texts.map((text) => new Uint8Array(Buffer.from(text)));
  const standsAt = (head: Uint8Array, bytes: Uint8Array, at: number): boolean => {
    for (let index = 0; index < head.length; index += 1) {
      if (bytes[at + index] !== head[index]) return false;
    }
    return true;
  };
  if (heads.length === 0) return undefined;
  return (bytes, at) => heads.some((head) => standsAt(head, bytes, at));
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
const openPartialLine = ({ all, isDull }: Search): PartialLine => {
  const seamBytes = Math.max(1, all.longest - 1);
  let kept = Buffer.allocUnsafe(0);
  let keptBytes = 0;
  let open = false;
  let seam = Buffer.alloc(0);
  let kind: MarkKind | 'plain' = 'plain';
  let dull = false;

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
    all.scan(bytes, (at, found) => {
      if (kind !== 'verdict') kind = found;
      return at + 1;
    });
  };

  return {
    isOpen: () => open,
    add: (piece) => {
      open = true;
      if (dull) return;
      // A mark may straddle the border between two pieces.
      look(Buffer.concat([seam, piece.subarray(0, seamBytes)]));
      look(piece);
      keep(piece);
      seam = Buffer.concat([seam, piece.subarray(-seamBytes)]).subarray(-seamBytes);
      dull = isDull?.(kept.subarray(0, keptBytes), 0) === true;
    },
    take: () => {
      const bytes = keptBytes;
      const taken = dull ? 'plain' : kind;
      open = false;
      keptBytes = 0;
      seam = Buffer.alloc(0);
      kind = 'plain';
      dull = false;
      return { kind: taken, text: () => kept.toString('utf8', 0, bytes) };
    },
  };
};
