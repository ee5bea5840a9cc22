import type { MarkdownLine } from '../text/markdown/lines.ts';

/** The lines without HTML's `<details>` blocks; an end whose begin is above them goes, too. */
export function withoutDetails(lines: readonly MarkdownLine[]): readonly MarkdownLine[] {
  let depth = 0;
  return lines.filter(({ text, hiddenBy }) => {
    if (hiddenBy !== undefined) return depth === 0;
    const begins = countOf(text, /<details\b[^>]*>/gi);
    const ends = countOf(text, /<\/details\s*>/gi);
    const isInside = depth > 0 || begins > 0 || ends > 0;
    depth = Math.max(0, depth + begins - ends);
    return !isInside;
  });
}

function countOf(text: string, tag: RegExp): number {
  return text.match(tag)?.length ?? 0;
}
