import { readMarkdown } from '../text/markdown/lines.ts';

const MARK = /^(?:<{7}|>{7}|\|{7})(?= |$)|^={7}$/;

/**
 * The numbers of the lines with which git marks a merge conflict, outside of closed code fences: `<<<<<<<`,
 * `=======` and `>>>>>>>` in this order. One of them alone is text, or a heading's line.
 */
export function conflictLines(text: string): readonly number[] {
  if (!text.includes('<<<<<<<') && !text.includes('>>>>>>>')) return [];
  const marks = [...readMarkdown(text).lines].flatMap(({ text: line, hiddenBy }, at) => {
    const sign = hiddenBy === 'fence' ? undefined : MARK.exec(line)?.[0][0];
    return sign === undefined ? [] : [{ sign, number: at + 1 }];
  });
  const signs = marks.map(({ sign }) => sign).join('');
  return [...signs.matchAll(/<\|*=[=|]*>/g)].flatMap(({ index, 0: { length } }) =>
    marks.slice(index, index + length).map(({ number }) => number),
  );
}

/** Says where a file has marks of a merge conflict; undefined: nowhere. */
export function conflictWords(name: string, text: string): string | undefined {
  const lines = conflictLines(text);
  if (lines.length === 0) return undefined;
  const shown = lines.length > 6 ? `${lines.slice(0, 6).join(', ')}, …` : lines.join(', ');
  return `${name} has the marks of a merge conflict (line ${shown}): nothing in it is read before they are gone`;
}
