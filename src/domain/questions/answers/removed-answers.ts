import { type Answers, askedAs, type GivenAnswers, readQuestions } from '../questions.ts';

/**
 * The answers that a person gave to questions of `_qa.md` that are open now with the same wording: number → answer.
 * Of several questions with one number it cannot be told whose an answer was.
 */
export function removedAnswers(given: GivenAnswers | undefined, text: string | undefined): Answers {
  if (given?.kind !== 'answers') return {};
  const questions = readQuestions(text ?? '');
  const removed: Record<string, string> = {};
  for (const question of questions) {
    const answer = given.answers[String(question.number)];
    const isOne = questions.filter(({ number }) => number === question.number).length === 1;
    if (question.answer !== undefined || answer === undefined || !isOne) continue;
    if (given.asked?.includes(askedAs(question)) === true) removed[question.number] = answer;
  }
  return removed;
}
