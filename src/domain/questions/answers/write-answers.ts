import { readMarkdown } from '../../text/markdown/lines.ts';
import { answerLinesOf } from '../answer-lines.ts';
import { type Label } from '../question-labels.ts';
import { type Block, readBlocks } from '../question-lines.ts';
import { type Answers, type Question, readQuestions } from '../questions.ts';

/** A piece of a text that is replaced. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/**
 * Writes answers into a `_qa.md`, each in one line after the `Answer:` of its question; replaces
 * the whole old answer and changes no other byte. A question without such a line gets one. If
 * several questions have the same number, only the open ones are answered: each with its line of the answer, where
 * there are as many.
 */
export function writeAnswers(text: string, answers: Answers): string {
  const { blocks } = readBlocks(text);
  const changes = changesOf(readQuestions(text), answers);
  const edits = blocks.flatMap((block, at) => {
    const value = changes[at];
    return value === undefined ? [] : editsOf(text, block, harmless(text, value));
  });
  let written = '';
  let from = 0;
  for (const edit of edits) {
    written += text.slice(from, edit.from) + edit.by;
    from = edit.to;
  }
  return written + text.slice(from);
}

function editsOf(text: string, block: Block, value: string): readonly Edit[] {
  const found = answerLinesOf(block);
  const line = block.lines[found?.at ?? -1];
  if (found === undefined || line === undefined) return [addedLine(text, block, value)];
  const to = line.start + line.text.length;
  const edit = { from: line.start, to, by: answerLine(found.label, value) };
  const removed = found.below.map(({ start, end }) => ({ from: start, to: end, by: '' }));
  return [edit, ...removed];
}

function answerLine({ head, prefix }: Label, value: string): string {
  if (head === undefined) return `${prefix}Answer: ${value}`;
  return `${head}${/\s$/.test(head) ? '' : ' '}${value}`;
}

/** At the end of the question; before the next one it is followed by an empty line. */
function addedLine(text: string, { lines, heading }: Block, value: string): Edit {
  const at = (lines.at(-1) ?? heading).end;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text[at - 1] === '\n' ? '' : eol;
  const by = `${gap}Answer: ${value}${eol}${at === text.length ? '' : eol}`;
  return { from: at, to: at, by };
}

/** The end of a comment in an answer would close one that is open above it, and hide the questions. */
function harmless(text: string, value: string): string {
  const isUnclosed = value.includes('-->') && readMarkdown(text).unclosed !== undefined;
  return isUnclosed ? value.replaceAll('-->', '-- >') : value;
}

/** The text to write into each question; undefined leaves it unchanged. */
function changesOf(
  questions: readonly Question[],
  answers: Answers,
): readonly (string | undefined)[] {
  const changes = new Map<Question, string | undefined>();
  for (const [number, alike] of byNumber(questions)) {
    const given = answers[String(number)];
    const shares = given === undefined ? [] : sharesOf(alike, given);
    alike.forEach((question, at) => changes.set(question, shares[at]));
  }
  return questions.map((question) => changes.get(question));
}

/** What each question of one number gets of the answer to that number. */
function sharesOf(alike: readonly Question[], given: string): readonly (string | undefined)[] {
  const lines = linesOf(given);
  const whole = lines.join(' ');
  const isWritten = alike.every(({ answer }, at) => answer === lines[at]);
  if (alike.length > 1 && isWritten) return [];
  const open = alike.filter(({ answer }) => answer === undefined);
  if (open.length > 1 && open.length === lines.length)
    return alike.map((question) => lines[open.indexOf(question)]);
  // Written once, an answer is not meant for the others of its number the second time.
  const isTaken = alike.some(
    ({ answer }) => answer === undefined || answer === given || answer === whole,
  );
  return alike.map(({ answer }) => (answer !== undefined && isTaken ? undefined : whole));
}

/** Several open questions with one number, of which an answer does not say which one it is for. */
export function unclearNumbers(text: string, answers: Answers): readonly number[] {
  return [...byNumber(readQuestions(text))].flatMap(([number, alike]) => {
    const given = answers[String(number)];
    const open = alike.filter(({ answer }) => answer === undefined);
    const texts = new Set(open.map(({ text: title, details }) => `${title}\n${details}`));
    const isUnclear = given !== undefined && texts.size > 1;
    return isUnclear && linesOf(given).length !== open.length ? [number] : [];
  });
}

/** Adds the answer to a further question of the same number: one a line, in the order of the questions. */
export function withAnswer(answers: Answers, number: number, answer: string): Answers {
  const earlier = answers[String(number)];
  return { ...answers, [String(number)]: earlier === undefined ? answer : `${earlier}\n${answer}` };
}

function byNumber(questions: readonly Question[]): ReadonlyMap<number, readonly Question[]> {
  const found = new Map<number, Question[]>();
  for (const question of questions) {
    const alike = found.get(question.number);
    if (alike === undefined) found.set(question.number, [question]);
    else alike.push(question);
  }
  return found;
}

function linesOf(value: string): readonly string[] {
  return value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
