import { type MarkdownLine, withoutComments } from '../text/markdown/lines.ts';
import { withoutDetails } from './details-block.ts';
import { hasWordsBeside, isPlaceholder, isUnticked } from './placeholder.ts';
import { answerLabel, type Label, suggestionLabel } from './question-labels.ts';
import { type Block } from './question-lines.ts';

/** The lines of a question that hold its answer. */
export interface AnswerLines {
  /** Where the `Answer:` line is in the question's lines. */
  readonly at: number;
  readonly label: Label;
  /** The lines below it that belong to the answer or its placeholder; comments and details are left out. */
  readonly below: readonly MarkdownLine[];
  /** Whether details were left out: a person may have answered in them. */
  readonly hasDetails: boolean;
}

/** The first `Answer:` line; one that is indented like code only where there is no other. */
export function answerLinesOf({ lines, number }: Block): AnswerLines | undefined {
  const isAnswer = ({ hiddenBy, text }: MarkdownLine): boolean =>
    hiddenBy === undefined && answerLabel(text, number) !== undefined;
  const first = lines.findIndex((line) => isAnswer(line) && !/^(?: {4}|\t)/.test(line.text));
  const at = first < 0 ? lines.findIndex(isAnswer) : first;
  const label = answerLabel(lines[at]?.text ?? '', number);
  if (label === undefined) return undefined;
  const rest = lines.slice(at + 1);
  const next = rest.findIndex(
    ({ hiddenBy, text }) => hiddenBy === undefined && suggestionLabel(text) !== undefined,
  );
  const all = (next < 0 ? rest : rest.slice(0, next)).filter((line) => line.hiddenBy !== 'comment');
  // Behind an answer it belongs to it; elsewhere it explains the question.
  const { lines: own, hadBlock } = isPlaceholder(label.value)
    ? withoutDetails(all)
    : { lines: all, hadBlock: false };
  const below = own.slice(0, own.findLastIndex((line) => !isGap(line)) + 1);
  return { at, label, below, hasDetails: hadBlock };
}

export interface AnswerReading {
  /** Undefined while it is open. */
  readonly answer: string | undefined;
  /** Why text of an open answer is not read. */
  readonly unread: string | undefined;
}

/** Reads the lines: an answer, or a placeholder with possible text that is not read. */
export function readAnswer({ label, below }: AnswerLines): AnswerReading {
  const inline = isPlaceholder(label.value) ? '' : label.value;
  const hasInline = !isComment(label.value);
  const content = below.filter((line) => !isGap(line) && !isFenceMark(line));
  const [first] = content;
  if (inline === '' && hasInline) return openBeside(label.value, content);
  if (inline === '') {
    if (first === undefined) return { answer: undefined, unread: undefined };
    if (isPlaceholder(first.text)) return openBeside(first.text, content.slice(1));
    if (isListOfChoices(content)) {
      return { answer: undefined, unread: 'only options are below its "Answer:" line' };
    }
  }
  const value = isComment(label.value) ? '' : label.value;
  return {
    answer: [value, ...below.map(({ text }) => text)].join('\n').trim(),
    unread: undefined,
  };
}

function openBeside(placeholder: string, content: readonly MarkdownLine[]): AnswerReading {
  const [first] = content;
  if (hasWordsBeside(placeholder)) {
    return { answer: undefined, unread: 'its answer still has a placeholder in it' };
  }
  if (first === undefined) return { answer: undefined, unread: undefined };
  return { answer: undefined, unread: `line "${first.text.trim()}" is below its placeholder` };
}

const OPTION = /^\s*(?:[-*+]\s+)?(?:\*\*)?\(?(?:[A-Za-z]|\d{1,2})[.):](?:\*\*)?\s+\S/;

/** Boxes of which none is ticked, or the options as the question lists them. */
function isListOfChoices(content: readonly MarkdownLine[]): boolean {
  if (content.every(({ text }) => isUnticked(text))) return true;
  return content.length > 1 && content.every(({ text }) => OPTION.test(text));
}

/** Nothing, or a rule (`---`) that only separates the answer from the text below. */
function isGap({ text, hiddenBy }: MarkdownLine): boolean {
  return hiddenBy === undefined && /^\s*(?:[-*_]{3,}\s*)?$/.test(text);
}

function isFenceMark({ text, hiddenBy }: MarkdownLine): boolean {
  return hiddenBy === 'fence' && (/^[\s>]*(?:`{3,}|~{3,})/.test(text) || text.trim() === '');
}

/** A comment takes no place: the answer may be below it. */
function isComment(value: string): boolean {
  return withoutComments(value).trim() === '';
}
