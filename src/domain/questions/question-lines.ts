import { type MarkdownLine, readMarkdown } from '../text/markdown-lines.ts';

/** A line such as `**Answer:** b`. */
export interface Label {
  /** The text before the label: quote, list or heading marks. */
  readonly prefix: string;
  /** All up to the value, if the value can be replaced behind it. */
  readonly head: string | undefined;
  readonly value: string;
}

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

const PREFIX = String.raw`^([ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?:#{1,6}[ \t]+)?)`;
const COLON = String.raw`([*_]{0,3})[ \t]*[:：]([*_]{0,3})[ \t]*`;
const ANSWER_WORD = String.raw`((?:your[ \t]+)?answer(?:[ \t]*#?\d{1,4}|[ \t]+(?:to|for)[ \t]+Q?\d{1,4})?(?:[ \t]*\([^()]*\))?|A\d{1,4})`;
const SUGGESTION_WORD = String.raw`((?:my[ \t]+)?suggestion|suggested(?:[ \t]+answer)?|recommendation|recommended(?:[ \t]+(?:answer|option))?)`;

const ANSWER = labelForms(ANSWER_WORD);
const SUGGESTION = labelForms(SUGGESTION_WORD);

function labelForms(word: string): { readonly colon: RegExp; readonly alone: RegExp } {
  return {
    colon: new RegExp(String.raw`${PREFIX}([*_]{0,3})${word}${COLON}`, 'i'),
    // Without a colon only as a heading or bold, and with nothing behind it.
    alone: new RegExp(String.raw`${PREFIX}([*_]{0,3})${word}([*_]{0,3})[ \t]*#*[ \t]*$`, 'i'),
  };
}

/** The `Answer:` of a line; of the question with that number, where the label names one. */
export function answerLabel(line: string, number?: number): Label | undefined {
  return /answer|a\d/i.test(line) ? labelOf(ANSWER, line, number) : undefined;
}

export function suggestionLabel(line: string): Label | undefined {
  return /suggest|recommend/i.test(line) ? labelOf(SUGGESTION, line, undefined) : undefined;
}

function labelOf(
  { colon, alone }: ReturnType<typeof labelForms>,
  line: string,
  number: number | undefined,
): Label | undefined {
  const match = colon.exec(line) ?? alone.exec(line);
  if (match === null) return undefined;
  const [head, prefix = '', opens = '', word = '', closes = '', closesLater] = match;
  if (!isOfQuestion(word, number)) return undefined;
  if (closesLater === undefined) {
    const isMarked = prefix.includes('#') || (opens !== '' && opens === closes);
    return isMarked ? { prefix, head: undefined, value: '' } : undefined;
  }
  const rest = line.slice(head.length);
  if (closes + closesLater === opens) return { prefix, head, value: rest };
  // All of the line is bold, or the value is: `Answer:**b**`.
  if (opens !== '') return { prefix, head: undefined, value: withoutEnd(rest.trimEnd(), opens) };
  const plain = head.slice(0, closesLater === '' ? undefined : head.lastIndexOf(closesLater));
  return { prefix, head: plain, value: line.slice(plain.length) };
}

/** Whether a label names this question, or none. */
function isOfQuestion(word: string, number: number | undefined): boolean {
  const named = /\d{1,4}(?!.*\d)/.exec(word.replace(/\(.*$/s, ''))?.[0];
  return number === undefined || named === undefined || Number(named) === number;
}

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : text;
}
