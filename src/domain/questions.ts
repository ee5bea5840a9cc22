/** One question of `_qa.md`; `answer` is undefined while it is empty or `_waiting_`. */
export interface Question {
  readonly number: number;
  readonly text: string;
  /** What stands between the heading and suggestion or answer: context, options. */
  readonly details: string;
  readonly suggestion: string | undefined;
  readonly answer: string | undefined;
}

/** Question number → answer, as a person gave them; kept in the row of the act. */
export type Answers = Readonly<Record<string, string>>;

// Lines are matched whole: an odd character such as U+2028 must not hide a question.
const SECTION = /^#{1,2}[ \t]/;
const HEADING = /^#{1,6}[ \t]+Q(\d{1,4})[.:)][ \t]*(.*)$/is;
const ANSWER = /^[ \t]*(?:[-*>][ \t]+)?(?:\*\*)?Answer(?:\*\*)?:(?:\*\*)?[ \t]*(.*)$/is;
const SUGGESTION = /^[ \t]*(?:[-*>][ \t]+)?(?:\*\*)?Suggestion(?:\*\*)?:(?:\*\*)?[ \t]*(.*)$/is;

/**
 * Reads the questions of a `_qa.md`: a heading `Q<n>` followed by `.`, `:` or `)`, and its
 * `Answer:` line. Text below the answer line, up to the next question or heading of level 1 or 2,
 * belongs to the answer.
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
      details: detailsOf(block.lines),
      suggestion: suggestion?.trim(),
      answer: isOpen(answer) ? undefined : answer,
    });
  }
  return questions;
}

function detailsOf(lines: readonly string[]): string {
  const end = lines.findIndex((line) => ANSWER.test(line) || SUGGESTION.test(line));
  return (end < 0 ? lines : lines.slice(0, end)).join('\n').trim();
}

/** The answers, if there is at least one question and every one of them is answered. */
export function allAnswers(text: string | undefined): Answers | undefined {
  const questions = text === undefined ? [] : readQuestions(text);
  if (questions.length === 0) return undefined;
  const answers: Record<string, string> = {};
  for (const { number, answer } of questions) {
    if (answer === undefined) return undefined;
    const earlier = answers[String(number)];
    // Two questions of one number have one answer: both.
    answers[String(number)] = earlier === undefined ? answer : `${earlier}\n${answer}`;
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
  if (given.kind === 'none-needed') return readQuestions(text ?? '').length === 0;
  const now = allAnswers(text);
  if (now === undefined) return false;
  return Object.entries(now).every(([number, answer]) => answer === given.answers[number]);
}

/**
 * Writes answers into a `_qa.md`, each in one line: the `Answer:` line of a question named, with all
 * that belonged to the old answer, and no other line. A question without such a line gets one. Where
 * a number stands for several questions, the open ones are meant, and what is answered stays.
 */
export function writeAnswers(text: string, answers: Answers): string {
  const changes = changesOf(readQuestions(text), answers).values();
  const lines = text.split(/(?<=\n)/);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const written: string[] = [];
  let pending: string | undefined;
  let skipping = false;
  const flush = (isLast: boolean): void => {
    if (pending === undefined) return;
    const last = written.at(-1) ?? '';
    const gap = last.endsWith('\n') ? '' : eol;
    written.push(`${gap}Answer: ${pending}${eol}${isLast ? '' : eol}`);
    pending = undefined;
  };
  for (const [at, whole] of lines.entries()) {
    const line = bareLine(whole, at);
    const heading = HEADING.exec(line);
    if (heading !== null || SECTION.test(line)) {
      if (skipping) written.push(eol);
      flush(false);
      skipping = false;
      pending = heading === null ? undefined : changes.next().value;
    } else if (pending !== undefined && ANSWER.test(line)) {
      written.push(`Answer: ${pending}${eol}`);
      pending = undefined;
      skipping = true;
      continue;
    }
    if (!skipping) written.push(whole);
  }
  flush(true);
  return written.join('');
}

/** What is to be written into each question; undefined leaves it as it is. */
function changesOf(
  questions: readonly Question[],
  answers: Answers,
): readonly (string | undefined)[] {
  const given = (number: number): string | undefined => answers[String(number)];
  // Written once, an answer is not meant for the others of its number the second time.
  const takers = questions.filter(
    ({ number, answer }) =>
      answer === undefined || answer === given(number) || answer === oneLine(given(number)),
  );
  const taken = new Set(takers.map(({ number }) => number));
  return questions.map(({ number, answer }) =>
    answer !== undefined && taken.has(number) ? undefined : oneLine(given(number)),
  );
}

interface Block {
  readonly number: number;
  readonly title: string;
  readonly lines: readonly string[];
}

function blocksOf(text: string): readonly Block[] {
  const blocks: { number: number; title: string; lines: string[] }[] = [];
  let open = false;
  for (const [at, whole] of text.split('\n').entries()) {
    const line = bareLine(whole, at);
    const heading = HEADING.exec(line);
    if (heading !== null) {
      blocks.push({ number: Number(heading[1]), title: (heading[2] ?? '').trim(), lines: [] });
      open = true;
    } else if (SECTION.test(line)) open = false;
    else if (open) blocks.at(-1)?.lines.push(line);
  }
  return blocks;
}

/** A line without its end, and the first one without a byte order mark. */
function bareLine(whole: string, at: number): string {
  const line = whole.replace(/\r?\n$|\r$/, '');
  return at === 0 ? line.replace(/^\uFEFF/, '') : line;
}

/** The answer's text, without the rules (`---`) that only part it from what follows. */
function answerFrom(lines: readonly string[]): string {
  const [first = '', ...rest] = lines;
  const answer = [ANSWER.exec(first)?.[1] ?? '', ...rest];
  const isEmpty = (line: string): boolean => /^\s*(?:[-*_]{3,}\s*)?$/.test(line);
  return answer
    .slice(0, answer.findLastIndex((line) => !isEmpty(line)) + 1)
    .join('\n')
    .trim();
}

/** Whether a text, written into an `Answer:` line, answers anything. */
export function isAnswer(text: string): boolean {
  return !isOpen(text.trim());
}

/** Whatever stands below a `_waiting_`, nobody has answered. */
function isOpen(answer: string): boolean {
  const [first = ''] = answer.split('\n', 1);
  return /^[_*]*waiting[_*]*$/i.test(first.trim()) || answer === '';
}

function isText(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

function oneLine(value: string | undefined): string | undefined {
  return value
    ?.split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
