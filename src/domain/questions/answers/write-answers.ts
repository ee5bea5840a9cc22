import { readMarkdown } from '../../text/markdown/lines.ts';
import { answerLinesOf } from '../answer-lines.ts';
import { type Label } from '../question-labels.ts';
import { type Block, readBlocks } from '../question-lines.ts';
import { type Answers, askedAs, type Question, readQuestions } from '../questions.ts';
import { isOfOne, type NamedAnswers, namesOf } from './named-answers.ts';

/** A piece of a text that is replaced. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/**
 * Writes answers into a `_qa.md`, each in one line after the `Answer:` of its question; replaces
 * the whole old answer and changes no other byte. A question without such a line gets one. Of
 * several questions that have the same number, an answer to the number is for the open ones.
 */
export function writeAnswers(text: string, answers: NamedAnswers): string {
  return withChanges(text, changesOf(readQuestions(text), answers));
}

/** Writes answers that were read from `_qa.md`, by number, back to the questions that are open: each with its lines. */
export function restoreAnswers(text: string, answers: Answers): string {
  const eol = eolOf(text);
  const changes = readQuestions(text).map(({ number, answer }) =>
    answer === undefined ? answers[String(number)]?.replaceAll('\n', eol) : undefined,
  );
  return withChanges(text, changes);
}

/** `changes`: the new answer of each question; undefined leaves it unchanged. */
function withChanges(text: string, changes: readonly (string | undefined)[]): string {
  const { blocks } = readBlocks(text);
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
  const eol = eolOf(text);
  const gap = text[at - 1] === '\n' ? '' : eol;
  const by = `${gap}Answer: ${value}${eol}${at === text.length ? '' : eol}`;
  return { from: at, to: at, by };
}

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** The end of a comment in an answer would close one that is open above it, and hide the questions. */
function harmless(text: string, value: string): string {
  const isUnclosed = value.includes('-->') && readMarkdown(text).unclosed !== undefined;
  return isUnclosed ? value.replaceAll('-->', '-- >') : value;
}

/** The text to write into each question; undefined leaves it unchanged. */
function changesOf(
  questions: readonly Question[],
  answers: NamedAnswers,
): readonly (string | undefined)[] {
  const names = namesOf(questions);
  const takers = new Set(othersOf(questions, answers).flatMap(takersOf));
  return questions.map((question, at) => {
    const own = answers[names[at] ?? ''];
    if (own !== undefined) return isSaid(question, own) ? undefined : oneLine(own);
    return takers.has(question) ? oneLine(answers[String(question.number)] ?? '') : undefined;
  });
}

/** The questions of one number that take the answer to it: the open ones, or all where it is a new answer. */
function takersOf({ alike, given }: Alike): readonly Question[] {
  const open = alike.filter(({ answer }) => answer === undefined);
  // Written once, an answer is not meant for the others of its number the second time.
  const isTaken = open.length > 0 || alike.some((one) => isSaid(one, given));
  return isTaken ? open : alike;
}

/** The numbers with an answer that does not say which of several open questions it is for. */
export function unclearNumbers(text: string, answers: NamedAnswers): readonly number[] {
  return othersOf(readQuestions(text), answers).flatMap(({ number, alike }) => {
    const open = alike.filter(({ answer }) => answer === undefined);
    return new Set(open.map(askedAs)).size > 1 ? [number] : [];
  });
}

/** Whether an answer is for a question that is not asked, or not as it was. */
export function haveLostTheirs(text: string, answers: NamedAnswers): boolean {
  const names = new Set(namesOf(readQuestions(text)));
  return Object.keys(answers).some((name) => isOfOne(name) && !names.has(name));
}

/** The questions of a number, and the answer that was given to the number. */
interface Alike {
  readonly number: number;
  readonly given: string;
  readonly alike: Question[];
}

/** By number, those that no answer names by their wording. */
function othersOf(questions: readonly Question[], answers: NamedAnswers): readonly Alike[] {
  const names = namesOf(questions);
  const found = new Map<number, Alike>();
  for (const [at, question] of questions.entries()) {
    const { number } = question;
    const given = answers[String(number)];
    if (given === undefined || answers[names[at] ?? ''] !== undefined) continue;
    const known = found.get(number);
    if (known === undefined) found.set(number, { number, given, alike: [question] });
    else known.alike.push(question);
  }
  return [...found.values()];
}

function isSaid({ answer }: Question, given: string): boolean {
  return answer === given || answer === oneLine(given);
}

function oneLine(value: string): string {
  return value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
