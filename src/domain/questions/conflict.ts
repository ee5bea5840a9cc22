import { readMarkdown } from '../text/markdown/lines.ts';

const SIDE = /^(?:<{7}|>{7}|\|{7})(?: |$)/;
const BETWEEN = /^={7}$/;

/**
 * The numbers of the lines with which git marks a merge conflict, outside of closed code fences. A line of
 * seven `=` alone is a heading's.
 */
export function conflictLines(text: string): readonly number[] {
  if (!text.includes('<<<<<<<') && !text.includes('>>>>>>>')) return [];
  const marks = [...readMarkdown(text).lines].flatMap(({ text: line, hiddenBy }, at) => {
    if (hiddenBy === 'fence') return [];
    if (SIDE.test(line)) return [{ number: at + 1, isSide: true }];
    return BETWEEN.test(line) ? [{ number: at + 1, isSide: false }] : [];
  });
  return marks.some(({ isSide }) => isSide) ? marks.map(({ number }) => number) : [];
}

/** Says where a file has marks of a merge conflict; undefined: nowhere. */
export function conflictWords(name: string, text: string): string | undefined {
  const lines = conflictLines(text);
  if (lines.length === 0) return undefined;
  const shown = lines.length > 6 ? `${lines.slice(0, 6).join(', ')}, …` : lines.join(', ');
  return `${name} has the marks of a merge conflict (line ${shown}): nothing in it is read before they are gone`;
}
