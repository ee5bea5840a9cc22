import { askedAs, type Question } from '../questions.ts';

/**
 * Answers that are to be written, each by the name of its question: a number (`1`), or one question as it was
 * asked (`namesOf`). Each is one answer, with all its lines.
 */
export type NamedAnswers = Readonly<Record<string, string>>;

/** The name of each question of a `_qa.md`: number and wording; of those that are the same, also which one it is. */
export function namesOf(questions: readonly Question[]): readonly string[] {
  const seen = new Map<string, number>();
  return questions.map((question) => {
    const name = `${question.number}:${askedAs(question)}`;
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return nth === 1 ? name : `${name}:${nth}`;
  });
}

/** The number of the question that a name is for. */
export function numberOf(name: string): string {
  return name.split(':', 1)[0] ?? name;
}

/** Whether a name is for one question as it was asked, whatever others have its number. */
export function isOfOne(name: string): boolean {
  return name.includes(':');
}

/** Both; an answer to a number replaces the ones before it to questions of that number. */
export function overridden(before: NamedAnswers, by: NamedAnswers): NamedAnswers {
  const kept = Object.entries(before).filter(([name]) => by[numberOf(name)] === undefined);
  return { ...Object.fromEntries(kept), ...by };
}

/**
 * The answers of a file that is written like `_qa.md`, to the questions of `asked` that have their wording, or else
 * to their number; undefined: a number has two answers, and the wording does not tell their questions.
 */
export function answersIn(
  file: readonly Question[],
  asked: readonly Question[],
): NamedAnswers | undefined {
  const answers: Record<string, string> = {};
  const names = namesOf(file);
  const here = countsOf(file);
  const there = countsOf(asked);
  for (const [at, question] of file.entries()) {
    const { number, answer } = question;
    if (answer === undefined) continue;
    const wording = askedAs(question);
    // Of questions that are the same, the place says which one is meant.
    const isKnown = here.get(wording) === there.get(wording);
    const name = isKnown ? (names[at] ?? '') : String(number);
    if (answers[name] !== undefined) return undefined;
    answers[name] = answer;
  }
  return answers;
}

function countsOf(questions: readonly Question[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const wording of questions.map(askedAs)) {
    counts.set(wording, (counts.get(wording) ?? 0) + 1);
  }
  return counts;
}
