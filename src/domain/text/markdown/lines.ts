import { type HiddenRange, hiddenRanges } from './ranges.ts';

/** One line of a Markdown text. */
export interface MarkdownLine {
  /** Without its line end, and in the first line without the byte order mark. */
  readonly text: string;
  /** The offset of `text`. */
  readonly start: number;
  /** The offset of the next line. */
  readonly end: number;
  /** What hides the line from a reader of headings and fields; the delimiters are part of it. */
  readonly hiddenBy: 'fence' | 'comment' | undefined;
  /** 1 to 6 for a heading such as `## Status`, 0 for every other line. */
  readonly level: number;
}

export interface MarkdownText {
  /** One after another; a text may have too many to be held. */
  readonly lines: Iterable<MarkdownLine>;
  /** The offset of the first line that opens a fence or a comment which is never closed. */
  readonly unclosed: number | undefined;
}

/**
 * Reads a text line by line; it may be a byte string (one character a byte). It follows CommonMark, with
 * these exceptions, because agents and people make mistakes that must not hide the rest of a file:
 *
 * - A fence or comment that is never closed hides nothing.
 * - Inside a fence, a line such as "```sh" opens an inner fence, which needs its own end.
 * - A fence may be indented by any number of blanks, as in a list.
 * - A block quote and an indented block are ordinary lines; a heading is neither quoted nor indented by
 *   four blanks.
 */
export function readMarkdown(text: string): MarkdownText {
  const { ranges, unclosed } = hiddenRanges(text);
  return { lines: { [Symbol.iterator]: () => linesOf(text, ranges) }, unclosed };
}

function* linesOf(text: string, ranges: readonly HiddenRange[]): Generator<MarkdownLine> {
  let next = 0;
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    while ((ranges[next]?.to ?? end) <= at) next += 1;
    const range = ranges[next];
    const hiddenBy = range !== undefined && range.from <= at ? range.kind : undefined;
    const start = at === 0 ? markLength(text) : at;
    const line = withoutEnd(text.slice(start, end));
    yield { text: line, start, end, hiddenBy, level: hiddenBy === undefined ? levelOf(line) : 0 };
    at = end;
  }
}

/** Without the comments that begin and end in this line. */
export function withoutComments(line: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const start = line.indexOf('<!--', from);
    const end = start < 0 ? -1 : line.indexOf('-->', start + 4);
    if (end < 0) return kept + line.slice(from);
    kept += line.slice(from, start);
    from = end + 3;
  }
}

function levelOf(line: string): number {
  return /^ {0,3}(#{1,6})(?:[ \t]|$)/.exec(line)?.[1]?.length ?? 0;
}

function withoutEnd(line: string): string {
  if (line.endsWith('\r\n')) return line.slice(0, -2);
  return line.endsWith('\n') || line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The byte order mark is one character, and three in a byte string. */
function markLength(text: string): number {
  if (text.startsWith('\uFEFF')) return 1;
  return text.startsWith('\xEF\xBB\xBF') ? 3 : 0;
}
