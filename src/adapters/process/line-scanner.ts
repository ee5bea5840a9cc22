/** A line is cut here for handing over; in the log it stands whole. */
export const LINE_LIMIT_BYTES = 1024 * 1024;

const NEWLINE = 10;

/** Byte strings that make a line worth cutting out. */
export interface Marks {
  /** Every line that holds one is handed over. */
  readonly verdict: readonly string[];
  /** Of the lines that hold one, only the newest of each chunk is handed over. */
  readonly activity: readonly string[];
}

/** Finds the few lines that matter in a stream of chunks; chunks without a mark are only looked at. */
export interface LineScanner {
  /** The next bytes; they are copied where they must be kept, so the buffer may be used again. */
  push(chunk: Buffer): void;
  /** No more bytes come: an unfinished last line counts as a line. */
  end(): void;
}

/** Lines are handed over in the order of the stream, as UTF-8 with broken bytes replaced. */
export const openLineScanner = (marks: Marks, handOver: (line: string) => void): LineScanner => {
  const verdict = marks.verdict.map((mark) => Buffer.from(mark));
  const activity = marks.activity.map((mark) => Buffer.from(mark));
  const partial = openPartialLine(verdict, activity);

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
      const newest = newestHit(lines, activity);
      if (older !== undefined && newest === -1) handOver(older);
      handOverLines(lines, { verdict, newest }, handOver);
      if (until < chunk.length) partial.add(chunk.subarray(until));
    },
    end: () => {
      const line = partial.isOpen() ? endPartial() : undefined;
      if (line !== undefined) handOver(line);
    },
  };
};

const handOverLines = (
  lines: Buffer,
  wanted: { readonly verdict: readonly Buffer[]; readonly newest: number },
  handOver: (line: string) => void,
): void => {
  let waiting = wanted.newest === -1 ? -1 : lineStart(lines, wanted.newest);
  const hits = wanted.verdict.map(() => -1);
  for (let from = 0; from < lines.length;) {
    const hit = nextHit(lines, from, { marks: wanted.verdict, hits });
    if (hit === -1) break;
    const start = lineStart(lines, hit);
    if (waiting !== -1 && waiting < start) handOver(textOfLine(lines, waiting));
    if (waiting <= start) waiting = -1;
    handOver(textOfLine(lines, start));
    from = lines.indexOf(NEWLINE, hit) + 1;
  }
  if (waiting !== -1) handOver(textOfLine(lines, waiting));
};

/** Each mark's next hit is remembered in `hits`, so that a chunk is searched once for each mark. */
const nextHit = (
  lines: Buffer,
  from: number,
  search: { readonly marks: readonly Buffer[]; readonly hits: number[] },
): number => {
  let first = Infinity;
  search.marks.forEach((mark, index) => {
    let hit = search.hits[index] ?? -1;
    if (hit < from) hit = lines.indexOf(mark, from);
    search.hits[index] = hit === -1 ? Infinity : hit;
    first = Math.min(first, search.hits[index]);
  });
  return first === Infinity ? -1 : first;
};

const newestHit = (lines: Buffer, marks: readonly Buffer[]): number => {
  let newest = -1;
  for (const mark of marks) {
    // Searching forwards is many times faster, and most chunks hold no mark at all.
    if (lines.indexOf(mark, Math.max(newest, 0)) === -1) continue;
    newest = Math.max(newest, lines.lastIndexOf(mark));
  }
  return newest;
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
  take(): { readonly kind: 'verdict' | 'activity' | 'plain'; readonly text: () => string };
}

/** A line whose end has not come: its first MiB, and whether a mark was in it. */
const openPartialLine = (verdict: readonly Buffer[], activity: readonly Buffer[]): PartialLine => {
  const seamBytes = Math.max(1, ...[...verdict, ...activity].map((mark) => mark.length - 1));
  let kept = Buffer.allocUnsafe(0);
  let keptBytes = 0;
  let open = false;
  let seam = Buffer.alloc(0);
  let found = { verdict: false, activity: false };

  const keep = (piece: Buffer): void => {
    const bytes = Math.min(piece.length, LINE_LIMIT_BYTES - keptBytes);
    if (keptBytes + bytes > kept.length) {
      const grown = Buffer.allocUnsafe(Math.min(LINE_LIMIT_BYTES, 2 * (keptBytes + bytes)));
      kept.copy(grown, 0, 0, keptBytes);
      kept = grown;
    }
    keptBytes += piece.copy(kept, keptBytes, 0, bytes);
  };

  return {
    isOpen: () => open,
    add: (piece) => {
      open = true;
      // A mark may straddle the border between two pieces.
      const border = Buffer.concat([seam, piece.subarray(0, seamBytes)]);
      const has = (mark: Buffer): boolean => border.includes(mark) || piece.includes(mark);
      found = {
        verdict: found.verdict || verdict.some(has),
        activity: found.activity || activity.some(has),
      };
      keep(piece);
      seam = Buffer.concat([seam, piece.subarray(-seamBytes)]).subarray(-seamBytes);
    },
    take: () => {
      const bytes = keptBytes;
      const kind = found.verdict ? 'verdict' : found.activity ? 'activity' : 'plain';
      open = false;
      keptBytes = 0;
      seam = Buffer.alloc(0);
      found = { verdict: false, activity: false };
      return { kind, text: () => kept.toString('utf8', 0, bytes) };
    },
  };
};
