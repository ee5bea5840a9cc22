import { type MarkdownLine, readMarkdown } from '../../text/markdown/lines.ts';

/** A text with one character per byte (latin1). */
type ByteText = string;

/** The `## Status` section of an overview. */
export interface Section {
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  /** The lines of the body that are fields. */
  readonly lines: readonly MarkdownLine[];
  /** A fence or comment opens before the end of the section and is not closed in this text. */
  readonly isInDoubt: boolean;
}

export const STATUS = /^ {0,3}##[ \t]+Status(?:[ \t:]*|[ \t]+#+[ \t]*)$/;

export function findStatus(text: ByteText): Section | undefined {
  const { lines, unclosed } = readMarkdown(text);
  let heading: MarkdownLine | undefined;
  let end = text.length;
  const body: MarkdownLine[] = [];
  for (const line of lines) {
    if (heading === undefined) {
      if (line.level === 2 && STATUS.test(line.text)) heading = line;
    } else if (line.level === 1 || line.level === 2) {
      end = line.start;
      break;
    } else if (line.hiddenBy === undefined && HEAD.test(line.text)) body.push(line);
  }
  if (heading === undefined) return undefined;
  const isInDoubt = unclosed !== undefined && unclosed < end;
  return { start: heading.start, bodyStart: heading.end, end, lines: body, isInDoubt };
}

/** One line of it that names a value. */
export interface Field {
  readonly label: string;
  /** Without the marks around it. */
  readonly value: string;
  /** The Markdown before and behind it, such as `**`; empty: none. */
  readonly mark: string;
  /** The position of the value, marks included. */
  readonly start: number;
  readonly end: number;
  readonly lineStart: number;
  readonly lineEnd: number;
}

/** `Phase:`, `- Phase:`, `**Phase:**`, `**Phase**:` and the blanks behind it. */
const HEAD =
  /^[ \t]*(?:[-*][ \t]+)?(?:\*\*([A-Z][A-Za-z ]*)(?:\*\*:|:\*\*|:)|([A-Z][A-Za-z ]*):)[ \t]*/;

/** A value in bold, in italics or as code. */
const MARKED = /^(\*\*|__|[*_`])(.+)\1$/s;

export function fieldsOf(section: Section): readonly Field[] {
  return section.lines.flatMap((line) => {
    const match = HEAD.exec(line.text);
    if (match === null) return [];
    const [head, boldLabel, plainLabel] = match;
    const raw = trimBlanks(line.text.slice(head.length));
    const [, mark = '', marked = raw] = MARKED.exec(raw) ?? [];
    const start = line.start + head.length;
    return {
      label: boldLabel ?? plainLabel ?? '',
      value: trimBlanks(marked),
      mark,
      start,
      end: start + raw.length,
      lineStart: line.start,
      lineEnd: line.end,
    };
  });
}

/** `trim` would take the last byte of an `à` (C3 A0) for a blank, and `/ +$/` takes long for many. */
function trimBlanks(text: ByteText): ByteText {
  const isBlank = (at: number): boolean => text[at] === ' ' || text[at] === '\t';
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(start)) start += 1;
  while (end > start && isBlank(end - 1)) end -= 1;
  return text.slice(start, end);
}
