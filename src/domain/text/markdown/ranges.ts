/** The lines from the offset `from` to the offset `to` (excluded) lie in a code fence or an HTML comment. */
export interface HiddenRange {
  readonly kind: 'fence' | 'comment';
  readonly from: number;
  readonly to: number;
}

/** A line of a text; `end` is the offset of the next line. */
interface Line {
  readonly start: number;
  readonly end: number;
}

/** A line that can open or close a fence. */
interface Fence extends Line {
  readonly kind: 'fence';
  readonly character: string;
  readonly length: number;
  /** The number of `>` before it. */
  readonly quotes: number;
  readonly canClose: boolean;
}

/** A line that opens a comment; `to` is the end of the line that closes it. */
interface Comment extends Line {
  readonly kind: 'comment';
  readonly to: number | undefined;
}

interface Pairs {
  readonly ranges: readonly HiddenRange[];
  readonly unclosed: readonly number[];
}

/** Each pass drops the openers that were not closed; after so many the rest counts as ordinary text. */
const PASSES = 8;

/**
 * The outermost fences and comments, in their order, and the offset of the first line that opens one
 * which is never closed; such a line opens nothing.
 */
export function hiddenRanges(text: string): {
  readonly ranges: readonly HiddenRange[];
  readonly unclosed: number | undefined;
} {
  const marks = marksOf(text);
  const dropped = new Set<number>();
  for (let pass = 1; ; pass += 1) {
    const { ranges, unclosed } = pair(marks.filter(({ start }) => !dropped.has(start)));
    for (const start of unclosed) dropped.add(start);
    if (unclosed.length === 0 || pass === PASSES) {
      const first = marks.find(({ start }) => dropped.has(start))?.start;
      return { ranges, unclosed: first };
    }
  }
}

function pair(marks: readonly (Fence | Comment)[]): Pairs {
  const ranges: HiddenRange[] = [];
  const unclosed: number[] = [];
  const open: Fence[] = [];
  let hiddenTo = 0;
  for (const mark of marks) {
    if (mark.start < hiddenTo) continue;
    const top = open.at(-1);
    if (mark.kind === 'comment') {
      if (top !== undefined) continue;
      if (mark.to === undefined) unclosed.push(mark.start);
      else ranges.push({ kind: 'comment', from: mark.start, to: (hiddenTo = mark.to) });
    } else if (top === undefined) open.push(mark);
    else if (isAlike(mark, top) && mark.canClose) {
      open.pop();
      if (open.length === 0) ranges.push({ kind: 'fence', from: top.start, to: mark.end });
    } else if (isAlike(mark, top)) open.push(mark);
  }
  return { ranges, unclosed: [...unclosed, ...open.map(({ start }) => start)] };
}

function isAlike(mark: Fence, top: Fence): boolean {
  return (
    mark.character === top.character && mark.length >= top.length && mark.quotes === top.quotes
  );
}

function marksOf(text: string): readonly (Fence | Comment)[] {
  const marks: (Fence | Comment)[] = [];
  let commentEnd: number | undefined;
  // From the end, so that each opener knows the next line that closes a comment.
  for (const line of markedLines(text).reverse()) {
    const content = text.slice(line.start, line.end).replace(/^(?:\uFEFF|\xEF\xBB\xBF)/, '');
    const fence = fenceAt(content.replace(/[\r\n]+$/, ''), line);
    if (fence !== undefined) marks.push(fence);
    const comment = /^ {0,3}<!--(.*)$/s.exec(content);
    if (comment !== null) {
      const closesHere = comment[1]?.includes('-->') === true;
      marks.push({ kind: 'comment', ...line, to: closesHere ? line.end : commentEnd });
    }
    if (content.includes('-->')) commentEnd = line.end;
  }
  return marks.reverse();
}

/** The lines that a mark can be in. Most have none, and a text may have millions of them. */
function markedLines(text: string): Line[] {
  const lines: Line[] = [];
  const sign = /```|~~~|<!--|-->/g;
  for (let hit = sign.exec(text); hit !== null; hit = sign.exec(text)) {
    const newline = text.indexOf('\n', hit.index);
    const end = newline < 0 ? text.length : newline + 1;
    lines.push({ start: text.lastIndexOf('\n', hit.index) + 1, end });
    sign.lastIndex = end;
  }
  return lines;
}

const FENCE =
  /^((?:[ \t]*>)*)[ \t]*((?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?:(`{3,})([^`]*)|(~{3,})(.*))$/s;

function fenceAt(content: string, line: Line): Fence | undefined {
  const match = FENCE.exec(content);
  if (match === null) return undefined;
  const [, quotes = '', markers, backticks, info, tildes, rest] = match;
  const run = backticks ?? tildes ?? '';
  return {
    kind: 'fence',
    ...line,
    character: run.charAt(0),
    length: run.length,
    quotes: quotes.split('>').length - 1,
    canClose: markers === '' && /^[ \t]*$/.test(info ?? rest ?? ''),
  };
}
