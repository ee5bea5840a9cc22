/** One question of `_qa.md`; `answer` is undefined while it is empty or `_waiting_`. */
export interface Question {
  readonly number: number;
  readonly text: string;
  readonly suggestion: string | undefined;
  readonly answer: string | undefined;
}

/** Question number → answer, as a person gave them; kept in the row of the act. */
export type Answers = Readonly<Record<string, string>>;

const HEADING = /^#{1,6}[ \t]+Q(\d{1,4})[.:)][ \t]*(.*)$/i;
const ANSWER = /^[ \t]*(?:\*\*)?Answer:(?:\*\*)?[ \t]*(.*)$/i;
const SUGGESTION = /^[ \t]*(?:\*\*)?Suggestion:(?:\*\*)?[ \t]*(.*)$/i;

/**
 * Reads the questions of a `_qa.md`: a heading `Q<n>` followed by `.`, `:` or `)`, and its
 * `Answer:` line. Text below the answer line, up to the next heading, belongs to the answer.
 */
export function readQuestions(text: string): readonly Question[] {
  const questions: Question[] = [];
  for (const block of blocksOf(text)) {
    const suggestion = block.lines.map((line) => SUGGESTION.exec(line)?.[1]).find(isText);
    const at = block.lines.findIndex((line) => ANSWER.test(line));
    const answer = at < 0 ? '' : answerFrom(block.lines.slice(at));
    questions.push({
      number: block.number,
      text: block.title,
      suggestion: suggestion?.trim(),
      answer: isOpen(answer) ? undefined : answer,
    });
  }
  return questions;
}

/** The answers, if there is at least one question and every one of them is answered. */
export function allAnswers(text: string | undefined): Answers | undefined {
  const questions = text === undefined ? [] : readQuestions(text);
  if (questions.length === 0) return undefined;
  const answers: Record<string, string> = {};
  for (const { number, answer } of questions) {
    if (answer === undefined) return undefined;
    answers[String(number)] = answer;
  }
  return answers;
}

/** What a person gave for this stay in requirements: answers, or the word that none are needed. */
export type GivenAnswers =
  { readonly kind: 'answers'; readonly answers: Answers } | { readonly kind: 'none-needed' };

/**
 * The answers gate: open when every question that stands in `_qa.md` now has the answer that a
 * person gave before the run began, or when a person said that there are none and there are none.
 */
export function isAnswersGateOpen(
  given: GivenAnswers | undefined,
  text: string | undefined,
): boolean {
  if (given === undefined) return false;
  const questions = text === undefined ? [] : readQuestions(text);
  if (given.kind === 'none-needed') return questions.length === 0;
  return (
    questions.length > 0 &&
    questions.every(
      ({ number, answer }) => answer !== undefined && answer === given.answers[String(number)],
    )
  );
}

/** Writes answers into a `_qa.md`: each `Answer:` line of a question named, and no other. */
export function writeAnswers(text: string, answers: Answers): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const written: string[] = [];
  let pending: string | undefined;
  let skipping = false;
  const flush = (): void => {
    if (pending !== undefined) written.push(`Answer: ${pending}`, '');
    pending = undefined;
  };
  for (const line of lines) {
    const heading = HEADING.exec(line);
    if (heading !== null || /^#{1,2}[ \t]/.test(line)) {
      flush();
      skipping = false;
      pending = heading === null ? undefined : oneLine(answers[String(Number(heading[1]))]);
    } else if (pending !== undefined && ANSWER.test(line)) {
      written.push(`Answer: ${pending}`, '');
      pending = undefined;
      skipping = true;
      continue;
    }
    if (!skipping) written.push(line);
  }
  flush();
  return written.join(eol).replace(/(\r?\n)+$/, '') + eol;
}

interface Block {
  readonly number: number;
  readonly title: string;
  readonly lines: readonly string[];
}

function blocksOf(text: string): readonly Block[] {
  const blocks: { number: number; title: string; lines: string[] }[] = [];
  let open = false;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const heading = HEADING.exec(line);
    if (heading !== null) {
      blocks.push({ number: Number(heading[1]), title: (heading[2] ?? '').trim(), lines: [] });
      open = true;
    } else if (/^#{1,2}[ \t]/.test(line)) open = false;
    else if (open) blocks.at(-1)?.lines.push(line);
  }
  return blocks;
}

function answerFrom(lines: readonly string[]): string {
  const [first = '', ...rest] = lines;
  const head = ANSWER.exec(first)?.[1] ?? '';
  return [head, ...rest].join('\n').trim();
}

function isOpen(answer: string): boolean {
  return answer === '' || /^[_*]*waiting[_*]*$/i.test(answer);
}

function isText(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

function oneLine(value: string | undefined): string | undefined {
  return value?.replace(/\s*\r?\n\s*/g, ' ').trim();
}
