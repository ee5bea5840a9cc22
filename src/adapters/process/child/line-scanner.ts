import {
  type MarkFinder,
  type MarkKind,
  type Marks,
  openMarkFinder,
} from '../sweep/mark-finder.ts';

/** A line is cut here before it is passed on; the log has the whole line. */
export const LINE_LIMIT_BYTES = 1024 * 1024;
/** One that is a verdict by its head is cut here: Claude's result repeats all that was denied. */
export const VERDICT_LIMIT_BYTES = 32 * 1024 * 1024;

/**
 * The part of a line that holds the type of an object; a mark further on may be in a tool's long
 * input.
 */
const HEAD_BYTES = 128;
const BRACE = 123;
const limitOf = (isWhole: boolean): number => (isWhole ? VERDICT_LIMIT_BYTES : LINE_LIMIT_BYTES);

const NEWLINE = 10;
const TAIL_BYTES = 4096;

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
    const { verdicts, newest } = findLines(lines, search);
    const isShown = newest !== -1;
    if (isShown) held = undefined;
    const starts = [...verdicts.keys()];
    if (isShown && !verdicts.has(newest)) starts.push(newest);
    for (const start of starts.sort((one, other) => one - other)) {
      const mark = verdicts.get(start);
      const isWhole = mark !== undefined && mark - objectStart(lines, start, mark) < HEAD_BYTES;
      const text = textOfLine(lines, start, limitOf(isWhole));
      if (mark === undefined) held = text;
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

interface Search {
  readonly all: MarkFinder;
  readonly verdicts: MarkFinder;
  readonly isDull: HeadTest | undefined;
}

/** By the verdict marks of a provider: its tables of 16,384 places are made once, not for each child. */
const searches = new WeakMap<readonly string[], Search & { readonly marks: Marks }>();

const openSearch = (marks: Marks): Search => {
  const known = searches.get(marks.verdict);
  const { activity, dullHeads } = known?.marks ?? {};
  if (known !== undefined && activity === marks.activity && dullHeads === marks.dullHeads) {
    return known;
  }
  const search = {
    marks,
    all: openMarkFinder(marks),
    verdicts: openMarkFinder({ verdict: marks.verdict, activity: [] }),
    isDull: openHeadTest(marks.dullHeads),
  };
  searches.set(marks.verdict, search);
  return search;
};

/** Where the lines with a verdict begin, each with the place of its mark, and the newest that feeds the eye; -1: none does. */
const findLines = (
  lines: Buffer,
  { all, verdicts, isDull }: Search,
): { readonly verdicts: ReadonlyMap<number, number>; readonly newest: number } => {
  const starts = new Map<number, number>();
  let newest = -1;
  const onMark = (at: number, kind: MarkKind): number => {
    if (kind === 'verdict') {
      starts.set(lineStart(lines, at), at);
      return lines.indexOf(NEWLINE, at) + 1;
    }
    newest = Math.max(newest, at);
    return at + 1;
  };
  const scanWith =
    ({ scan }: MarkFinder) =>
    (from: number, to: number): void => {
      scan(lines, from, to, onMark);
    };
  // Where many lines feed the eye, the newest is near the end, and the others need not be found.
  const tail = lineStart(lines, Math.max(0, lines.length - TAIL_BYTES));
  forEachBlock(lines, { from: tail, to: lines.length, isDull }, scanWith(all));
  const rest = scanWith(newest === -1 ? all : verdicts);
  forEachBlock(lines, { from: 0, to: tail, isDull }, rest);
  if (newest !== -1) newest = lineStart(lines, newest);
  return { verdicts: starts, newest };
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

/** Tests whether a line begins with one of the heads; undefined when there are none. */
const openHeadTest = (texts: readonly string[]): HeadTest | undefined => {
  const heads = texts.map((text) => new Uint8Array(Buffer.from(text)));
  if (heads.length === 0) return undefined;
  // Plain loops: this is asked of each line of a flood. From its end, for all lines begin alike.
  const standsAt = (head: Uint8Array, bytes: Uint8Array, at: number): boolean => {
    let index = head.length - 1;
    while (index >= 0 && bytes[at + index] === head[index]) index -= 1;
    return index < 0;
  };
  return (bytes, at) => {
    for (const head of heads) if (standsAt(head, bytes, at)) return true;
    return false;
  };
};

// lastIndexOf takes a negative offset for one from the end.
const lineStart = (lines: Buffer, at: number): number =>
  at === 0 ? 0 : lines.lastIndexOf(NEWLINE, at - 1) + 1;

/** Text may come before the object of a line: a title, a prompt. */
const objectStart = (lines: Buffer, start: number, mark: number): number => {
  if (lines[start] === BRACE) return start;
  const brace = lines.indexOf(BRACE, start);
  return brace === -1 || brace > mark ? start : brace;
};

const textOfLine = (lines: Buffer, start: number, limit: number): string => {
  const end = Math.min(lines.indexOf(NEWLINE, start), start + limit);
  return lines.toString('utf8', start, end);
};

interface PartialLine {
  isOpen(): boolean;
  add(piece: Buffer): void;
  take(): { readonly kind: MarkKind | 'plain'; readonly text: () => string };
}

/** A line whose end has not come: its first MiB, more of a verdict, and whether a mark was in it. */
const openPartialLine = ({ all, isDull }: Search): PartialLine => {
  const seamBytes = Math.max(1, all.longest - 1);
  let kept = Buffer.allocUnsafe(0);
  let keptBytes = 0;
  /** The bytes so far, including those that were not kept. */
  let seenBytes = 0;
  let isWhole = false;
  let open = false;
  /** Where in the line its object begins. */
  let objectAt: number | undefined;
  let seam = Buffer.alloc(0);
  let kind: MarkKind | 'plain' = 'plain';
  let dull = false;

  const keep = (piece: Buffer): void => {
    const limit = limitOf(isWhole);
    const bytes = Math.min(piece.length, limit - keptBytes);
    if (keptBytes + bytes > kept.length) {
      const grown = Buffer.allocUnsafe(Math.min(limit, 2 * (keptBytes + bytes)));
      kept.copy(grown, 0, 0, keptBytes);
      kept = grown;
    }
    keptBytes += piece.copy(kept, keptBytes, 0, bytes);
  };

  /** `offset`: where in the line the bytes begin. */
  const look = (bytes: Buffer, offset: number): void => {
    all.scan(bytes, 0, bytes.length, (at, found) => {
      if (kind !== 'verdict') kind = found;
      if (found === 'verdict' && offset + at - (objectAt ?? 0) < HEAD_BYTES) isWhole = true;
      return at + 1;
    });
  };

  return {
    isOpen: () => open,
    add: (piece) => {
      open = true;
      if (dull) return;
      if (objectAt === undefined && piece.includes(BRACE)) {
        objectAt = seenBytes + piece.indexOf(BRACE);
      }
      // A mark may straddle the border between two pieces.
      look(Buffer.concat([seam, piece.subarray(0, seamBytes)]), seenBytes - seam.length);
      look(piece, seenBytes);
      keep(piece);
      seenBytes += piece.length;
      seam = Buffer.concat([seam, piece.subarray(-seamBytes)]).subarray(-seamBytes);
      dull = isDull?.(kept.subarray(0, keptBytes), 0) === true;
    },
    take: () => {
      const line = kept.subarray(0, keptBytes);
      // Given back: one long verdict must not be paid for until the end.
      if (kept.length > LINE_LIMIT_BYTES) kept = Buffer.allocUnsafe(0);
      const taken = dull ? 'plain' : kind;
      open = false;
      objectAt = undefined;
      keptBytes = 0;
      seenBytes = 0;
      isWhole = false;
      seam = Buffer.alloc(0);
      kind = 'plain';
      dull = false;
      return { kind: taken, text: () => line.toString('utf8') };
    },
  };
};
