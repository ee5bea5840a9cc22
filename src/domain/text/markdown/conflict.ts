import { readMarkdown } from './lines.ts';

const MARK = /^(?:<{7}|>{7}|\|{7})(?= |$)|^={7}$/;

/** A line that marks a merge conflict. */
export interface Mark {
  /** Counted from 1. */
  readonly line: number;
  /** The offset of the line. */
  readonly start: number;
}

/** The marks of one merge conflict, from `<<<<<<<` to `>>>>>>>`. */
export type Conflict = readonly [Mark, ...Mark[]];

/**
 * The merge conflicts that git marked in a text, outside of closed code fences: `<<<<<<<`, `=======` and
 * `>>>>>>>` in this order. One of these lines alone is text, or a heading's line.
 */
export function conflictsOf(text: string): readonly Conflict[] {
  if (!text.includes('<<<<<<<') || !text.includes('>>>>>>>')) return [];
  const marks = [...readMarkdown(text).lines].flatMap(({ text: line, start, hiddenBy }, at) => {
    const sign = hiddenBy === 'fence' ? undefined : MARK.exec(line)?.[0][0];
    return sign === undefined ? [] : [{ sign, start, line: at + 1 }];
  });
  const signs = marks.map(({ sign }) => sign).join('');
  return [...signs.matchAll(/<\|*=[=|]*>/g)].flatMap(({ index, 0: { length } }) => {
    const [first, ...more] = marks.slice(index, index + length);
    return first === undefined ? [] : [[first, ...more] as const];
  });
}

/** Whether a text has a merge conflict. */
export function hasConflict(text: string): boolean {
  return conflictsOf(text).length > 0;
}

/** The first mark of a conflict that begins or ends in a part of a text, or has the part in it. */
export function conflictAround(
  text: string,
  part: { readonly start: number; readonly end: number },
): Mark | undefined {
  const conflict = conflictsOf(text).find(
    (marks) => marks[0].start < part.end && (marks.at(-1) ?? marks[0]).start >= part.start,
  );
  return conflict?.[0];
}

/** Whether the beginning of a text may open a conflict that its rest ends. */
export function mayOpenConflict(beginning: string): boolean {
  return /^<{7}(?= |\r?$)/m.test(beginning);
}

/** Says where a file has marks of a merge conflict; undefined: nowhere. */
export function conflictWords(name: string, text: string): string | undefined {
  const lines = conflictsOf(text).flatMap((conflict) => conflict.map(({ line }) => line));
  if (lines.length === 0) return undefined;
  const shown = lines.length > 6 ? `${lines.slice(0, 6).join(', ')}, …` : lines.join(', ');
  return `${name} has the marks of a merge conflict (line ${shown}): nothing in it is read before they are gone`;
}

/** How a person resolves it. */
export function resolveWords(name: string): string {
  return `edit ${name}: keep one of the two versions, and remove the marks`;
}
