import { type GivenAnswers, readQuestions } from './questions.ts';
import { mayAsk } from './questions-trouble.ts';

/** Whether requirements has to ask a person (`SAMOCODE_QUESTIONS`). */
export const QUESTION_MODES = ['required', 'optional'] as const;
export type QuestionMode = (typeof QUESTION_MODES)[number];

/** The line of a requirements document without which nobody goes on unasked. */
export const NO_QUESTIONS = 'No open questions: <assumptions>';

/**
 * Whether a person lets requirements go on to planning although nobody answered: only while nothing is
 * asked, also not in a form that cannot be read.
 */
export function isUnasked(
  mode: QuestionMode,
  given: GivenAnswers | undefined,
  questions: string | undefined,
): boolean {
  if (mode === 'required' || given !== undefined) return false;
  return readQuestions(questions ?? '').length === 0 && !mayAsk(questions);
}
