import type { MarkdownLine } from '../text/markdown/lines.ts';

export interface WithoutDetails {
  readonly lines: readonly MarkdownLine[];
  /** Whether there was a block. */
  readonly hadBlock: boolean;
}

const BEGIN = /^[\s>]*<details\b/i;
const END = /<\/details\s*>/gi;
/** The end of a block that begins above the lines. */
const END_ALONE = /^[\s>]*<\/details\s*>\s*$/i;

/** The lines without HTML's `<details>` blocks. One that never ends is text: it may hold an answer. */
export function withoutDetails(lines: readonly MarkdownLine[]): WithoutDetails {
  const ends = endsOf(lines);
  const kept: MarkdownLine[] = [];
  let next = 0;
  for (const [at, line] of lines.entries()) {
    if (at < next) continue;
    next = (ends.get(at) ?? at - 1) + 1;
    if (next <= at && !isSeen(END_ALONE, line)) kept.push(line);
  }
  return { lines: kept, hadBlock: ends.size > 0 };
}

/** The line of each begin to that of its end. Words about the tag, or in backticks, are neither. */
function endsOf(lines: readonly MarkdownLine[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const [at, line] of lines.entries()) {
    if (isSeen(BEGIN, line)) open.push(at);
    if (line.hiddenBy !== undefined || open.length === 0) continue;
    const count = line.text.replace(/`[^`]*`/g, '').match(END)?.length ?? 0;
    for (const begin of open.splice(Math.max(0, open.length - count))) ends.set(begin, at);
  }
  return ends;
}

function isSeen(tag: RegExp, { hiddenBy, text }: MarkdownLine): boolean {
  return hiddenBy === undefined && tag.test(text);
}
