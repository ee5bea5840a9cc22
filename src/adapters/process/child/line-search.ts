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
export const HEAD_BYTES = 128;
export const BRACE = 123;
export const limitOf = (isWhole: boolean): number =>
  isWhole ? VERDICT_LIMIT_BYTES : LINE_LIMIT_BYTES;

export const NEWLINE = 10;
const TAIL_BYTES = 4096;

/** What is looked for in the lines of a provider. */
export interface Search {
  readonly all: MarkFinder;
  readonly verdicts: MarkFinder;
  readonly isDull: HeadTest | undefined;
}

/** By the verdict marks of a provider: its tables of 16,384 places are made once, not for each child. */
const searches = new WeakMap<readonly string[], Search & { readonly marks: Marks }>();

export const openSearch = (marks: Marks): Search => {
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

/** A line to hand over; of those that only feed the eye it is the newest. */
interface FoundLine {
  readonly kind: MarkKind;
  readonly text: string;
}

/** The lines that matter among complete lines, in their order; `isShown`: one of them feeds the eye. */
export const linesThatMatter = (
  lines: Buffer,
  search: Search,
): { readonly isShown: boolean; readonly found: readonly FoundLine[] } => {
  const { verdicts, newest } = findLines(lines, search);
  const starts = [...verdicts.keys()];
  if (newest !== -1 && !verdicts.has(newest)) starts.push(newest);
  const found = starts
    .sort((one, other) => one - other)
    .map((start): FoundLine => {
      const mark = verdicts.get(start);
      if (mark === undefined)
        return { kind: 'activity', text: textOfLine(lines, start, LINE_LIMIT_BYTES) };
      const isWhole = mark - objectStart(lines, start, mark) < HEAD_BYTES;
      return { kind: 'verdict', text: textOfLine(lines, start, limitOf(isWhole)) };
    });
  return { isShown: newest !== -1, found };
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
