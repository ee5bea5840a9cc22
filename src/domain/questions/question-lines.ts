import { type MarkdownLine, readMarkdown } from '../text/markdown/lines.ts';
import { answerLabel } from './question-labels.ts';

/** A question: its heading and the lines that belong to it. */
export interface Block {
  readonly number: number;
  readonly title: string;
  readonly heading: MarkdownLine;
  readonly lines: readonly MarkdownLine[];
}

export interface Blocks {
  readonly blocks: readonly Block[];
  /** Lines that belong to no question. */
  readonly others: readonly MarkdownLine[];
  /** A fence or comment is never closed: another fence may be paired wrongly. */
  readonly isUnclosed: boolean;
}

const NUMBER = String.raw`(?:Question|Q)[ \t]*(?:#|No\.?[ \t]*)?(\d{1,4})`;
const SEPARATOR = String.raw`(?:[.:)：．）、]|[ \t]+[-–—](?=[ \t])|[ \t]|$)`;
// Lines are matched whole: an odd character such as U+2028 must not hide a question.
const HEADING = new RegExp(
  String.raw`^ {0,3}#{1,6}[ \t]*([*_]{0,3})${NUMBER}([*_]{0,3})${SEPARATOR}([*_]{0,3})(.*)$`,
  'is',
);
const MARKS = String.raw`^ {0,3}(?:>[ \t]*)?(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?`;
const BOLD = new RegExp(
  String.raw`${MARKS}(\*\*|__)[ \t]*${NUMBER}(\*\*|__)?${SEPARATOR}(\*\*|__)?(.*)$`,
  'is',
);
const PLAIN = new RegExp(String.raw`${MARKS}()${NUMBER}()[.:)：．）、]()(.*)$`, 'is');

/** Whether a line names a question in a form that samocode reads. */
export function isQuestionLine(line: string): boolean {
  return hasQ(line) && (HEADING.test(line) || BOLD.test(line));
}

/**
 * The questions of a `_qa.md`. A heading or bold line names one (`## Q1: …`, `### Question 1. …`,
 * `**Q1: …**`); where there is none, a plain line does (`Q1: …`). A question ends at the next one or at a
 * heading of level 1 or 2. Lines in code fences and comments begin and end nothing.
 */
export function readBlocks(text: string): Blocks {
  const { lines: iterable, unclosed } = readMarkdown(text);
  const lines = [...iterable];
  const isSeen = ({ hiddenBy, text: line }: MarkdownLine): boolean =>
    hiddenBy === undefined && isQuestionLine(line);
  const forms = lines.some(isSeen) ? [HEADING, BOLD] : [PLAIN];
  const blocks: (Block & { readonly lines: MarkdownLine[] })[] = [];
  const others: MarkdownLine[] = [];
  let open: MarkdownLine[] = others;
  for (const line of lines) {
    const match = line.hiddenBy === undefined ? firstMatch(forms, line.text) : null;
    if (match !== null) {
      open = [];
      blocks.push({ ...nameOf(match), heading: line, lines: open });
    } else {
      const isSection = line.level === 1 || line.level === 2;
      if (isSection && answerLabel(line.text) === undefined) open = others;
      open.push(line);
    }
  }
  return { blocks, others, isUnclosed: unclosed !== undefined };
}

/** Most lines are none; this is cheaper than the forms. */
function hasQ(line: string): boolean {
  return line.includes('Q') || line.includes('q');
}

function firstMatch(forms: readonly RegExp[], line: string): RegExpExecArray | null {
  if (!hasQ(line)) return null;
  for (const form of forms) {
    const match = form.exec(line);
    if (match !== null) return match;
  }
  return null;
}

function nameOf(match: RegExpExecArray): Pick<Block, 'number' | 'title'> {
  const [, opens = '', number, closes = '', closesLater = '', rest = ''] = match;
  let title = rest.trim().replace(/[ \t]#+$/, '');
  const isClosed = opens === '' || closes !== '' || closesLater === opens;
  if (isClosed && closesLater !== '' && closesLater !== opens) title = closesLater + title;
  else if (!isClosed && title.endsWith(opens)) title = title.slice(0, -opens.length);
  return { number: Number(number), title: title.trim() };
}
