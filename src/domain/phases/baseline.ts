import { readQuestions, wordingOf } from '../questions/questions.ts';
import type { Decision } from './decision.ts';

/** How `VERIFY` ended in the new worktree, before the first agent. */
export interface Baseline {
  readonly isGreen: boolean;
  /** The command and how it ended, one line. */
  readonly how: string;
  /** The end of its output. */
  readonly tail: string;
}

/**
 * `VERIFY` failed before the work began: a person has to know it before the session goes on, so
 * requirements may wait for answers only if the first question is about it.
 */
export function afterBaseline(
  decision: Decision,
  {
    baseline,
    questions,
  }: { readonly baseline: Baseline | undefined; readonly questions?: string | undefined },
): Decision {
  const isWait = decision.kind === 'waiting' && decision.for === 'qa_answers';
  if (!isWait || baseline?.isGreen !== false || asksAboutVerify(questions)) return decision;
  const reason = `VERIFY failed before the work began (${baseline.how}), and Q1 of _qa.md does not ask about it; ${ASK}`;
  return { kind: 'ready', phase: decision.phase, problem: 'baseline', reason };
}

/** Whether a person has answered the question about a `VERIFY` that failed before the work: red then keeps nothing from done. */
export function isExcused(
  baseline: Baseline | undefined,
  {
    questions,
    firstAsked,
  }: { readonly questions: string | undefined; readonly firstAsked: string | undefined },
): boolean {
  if (baseline?.isGreen !== false || firstAsked === undefined) return false;
  return asksAboutVerify(questions) && wordingOf(questions)[0] === firstAsked;
}

/** What the agent of requirements has to ask. */
export const ASK =
  'ask as Q1, with the word VERIFY in it, whether the session goes on although VERIFY fails without its work (suggestion: go on)';

/** Whether the first question is about `VERIFY`. */
export function asksAboutVerify(questions: string | undefined): boolean {
  const first = readQuestions(questions ?? '').at(0);
  return first !== undefined && /\bVERIFY\b/.test(`${first.text} ${first.details}`);
}
