import { fingerprint } from '../text/fingerprint.ts';
import { hasConflict } from '../text/markdown/conflict.ts';
import type { MarkdownLine } from '../text/markdown/lines.ts';
import { type AnswerLines, answerLinesOf, readAnswer } from './answer-lines.ts';
import { type LostLine, lostLines } from './lost-lines.ts';
import { isPlaceholder } from './placeholder.ts';
import { answerLabel, suggestionLabel } from './question-labels.ts';
import { type Block, readBlocks } from './question-lines.ts';
import { tickedOption, unticked } from './ticks.ts';

/** One question of `_qa.md`; `answer` is undefined while it is empty or a placeholder. */
export interface Question {
  readonly number: number;
  readonly text: string;
  /** The text between the heading and the suggestion or answer: context, options. */
  readonly details: string;
  readonly suggestion: string | undefined;
  readonly answer: string | undefined;
  /** Why text that is there for an answer is not read as one. */
  readonly unread?: string | undefined;
  /** The one option that is ticked in its details, by whomever. */
  readonly ticked?: string | undefined;
}

/** Of a question to which an `Answer:` line can be added. */
export const NO_LINE = 'it has no "Answer:" line';

/** Question number → answer, as a person gave them; kept in the row of the act. */
export type Answers = Readonly<Record<string, string>>;

/** All that is known of a `_qa.md`. */
export interface QuestionsReading {
  readonly questions: readonly Question[];
  /** Lines (with their text) that belong to a question which cannot be read. */
  readonly lost: readonly LostLine[];
}

/**
 * Reads the questions of a `_qa.md`: each a heading such as `## Q1: …` and an `Answer:` line. Text below
 * that line, up to the next question, suggestion or heading of level 1 or 2, belongs to the answer.
 */
export function readQuestions(text: string): readonly Question[] {
  return readBlocks(text).blocks.map(questionOf);
}

/** The questions, and the lines of `_qa.md` that show that there are more of them. */
export function readQuestionsFile(text: string): QuestionsReading {
  const blocks = readBlocks(text);
  return { questions: blocks.blocks.map(questionOf), lost: lostLines(blocks) };
}

function questionOf(block: Block): Question {
  const found = answerLinesOf(block);
  const { answer, unread } =
    found === undefined ? { answer: undefined, unread: undefined } : readAnswer(found);
  const details = detailsOf(block, found?.at);
  const ticked = tickedOption(details);
  return {
    number: block.number,
    text: block.title,
    details,
    suggestion: suggestionOf(block),
    answer,
    unread: answer === undefined ? (unread ?? besideAnswer(block, { found, ticked })) : undefined,
    ...(ticked !== undefined && { ticked }),
  };
}

/** Where a person may have answered, if not behind `Answer:`. */
function besideAnswer(
  { title }: Block,
  at: { readonly found: AnswerLines | undefined; readonly ticked: string | undefined },
): string | undefined {
  if (at.ticked !== undefined) return `option "${at.ticked}" is ticked`;
  if (hasAnswerBehind(title)) return 'there is an answer in its heading';
  if (at.found === undefined) return NO_LINE;
  return at.found.hasDetails ? 'the <details> below its "Answer:" line are not read' : undefined;
}

/** `Which? Answer: b`; a question about an answer has the word within a sentence. */
function hasAnswerBehind(title: string): boolean {
  const [, value] = /[?.!？。！][\s(*_]*answer[*_]*[ \t]*[:：](.*)$/i.exec(title) ?? [];
  return value !== undefined && !isPlaceholder(value);
}

function detailsOf({ lines }: Block, answerAt: number | undefined): string {
  const suggestion = lines.findIndex((line) => labelled(line) !== undefined);
  const ends = [suggestion, answerAt ?? -1].filter((at) => at >= 0);
  const own = lines.slice(0, Math.min(lines.length, ...ends));
  const shown = own.filter(({ hiddenBy }) => hiddenBy !== 'comment');
  return shown
    .map(({ text }) => text)
    .join('\n')
    .trim();
}

/** On the line of its label, or else the next line with text. */
function suggestionOf({ lines, number }: Block): string | undefined {
  for (const [at, line] of lines.entries()) {
    const value = labelled(line)?.trim();
    if (value === undefined) continue;
    const found = value === '' ? textBelow(lines, at, number) : value;
    if (found !== undefined && found !== '') return found;
  }
  return undefined;
}

function textBelow(lines: readonly MarkdownLine[], at: number, number: number): string | undefined {
  for (let next = at + 1; ; next += 1) {
    const line = lines[next];
    if (line === undefined) return undefined;
    if (line.text.trim() === '') continue;
    const isText = line.hiddenBy === undefined && labelled(line) === undefined;
    return isText && answerLabel(line.text, number) === undefined ? line.text.trim() : undefined;
  }
}

function labelled({ hiddenBy, text }: MarkdownLine): string | undefined {
  return hiddenBy === undefined ? suggestionLabel(text)?.value : undefined;
}

/**
 * The answers, if there is at least one question, every one of them is answered, and nothing shows that
 * there is another one.
 */
export function allAnswers(text: string | undefined): Answers | undefined {
  const { questions, lost } = readQuestionsFile(text ?? '');
  if (questions.length === 0 || lost.length > 0) return undefined;
  if (hasConflict(text ?? '')) return undefined;
  const answers: Record<string, string> = {};
  for (const { number, answer } of questions) {
    if (answer === undefined) return undefined;
    const earlier = answers[String(number)];
    // Two questions of one number have one answer: both.
    answers[String(number)] = earlier === undefined ? answer : `${earlier}\n${answer}`;
  }
  return answers;
}

/**
 * A person's input for this stay in requirements: answers, or the statement that none are needed.
 */
export type GivenAnswers =
  | {
      readonly kind: 'answers';
      readonly answers: Answers;
      /** The questions as they were asked (`wordingOf`); undefined in a row of an earlier version. */
      readonly asked?: readonly string[] | undefined;
    }
  | { readonly kind: 'none-needed' };

/** Each question as it is asked, without its answer and ticks: another wording is another question. */
export function wordingOf(text: string | undefined): readonly string[] {
  return readQuestions(text ?? '').map(askedAs);
}

/** A hash of one question as it is asked. */
export function askedAs({ number, text, details }: Question): string {
  return fingerprint(`${number} ${text} ${unticked(details)}`.replace(/\s+/g, ' ').trim());
}

/** Whether the questions are others than those that a person answered: reworded, added or removed. */
export function haveQuestionsChanged(
  given: GivenAnswers | undefined,
  text: string | undefined,
): boolean {
  if (given?.kind !== 'answers' || given.asked === undefined) return false;
  const now = wordingOf(text);
  return now.length !== given.asked.length || now.some((one) => !given.asked?.includes(one));
}

/**
 * The answers gate is open if every question now in `_qa.md` has the answer that a person gave
 * before the run began, or if a person said that no answers are needed and there are no questions.
 */
export function isAnswersGateOpen(
  given: GivenAnswers | undefined,
  text: string | undefined,
): boolean {
  if (given === undefined) return false;
  if (given.kind === 'none-needed') return readQuestions(text ?? '').length === 0;
  const now = allAnswers(text);
  if (now === undefined || haveQuestionsChanged(given, text)) return false;
  return Object.entries(now).every(([number, answer]) => answer === given.answers[number]);
}
