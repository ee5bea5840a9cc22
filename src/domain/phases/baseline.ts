import { readQuestions, wordingOf } from '../questions/questions.ts';
import type { Decision } from './decision.ts';
import type { Phase } from './phase.ts';

/** How `VERIFY` ended in the new worktree, before the first agent. */
export interface Baseline {
  readonly isGreen: boolean;
  /** The command and how it ended, one line. */
  readonly how: string;
  /** The excerpt of its output (`excerptOf`). */
  readonly tail: string;
}

/** The text of `_qa.md`, and the first question that a person answered last (`wordingOf`). */
export interface Asked {
  readonly questions: string | undefined;
  readonly firstAsked: string | undefined;
}

/**
 * `VERIFY` failed before the work began: a person has to know it before the session goes on. So requirements may
 * wait for answers only if the first question is about it, and leave only once that question is answered.
 */
export function afterBaseline(
  decision: Decision,
  { from, baseline, ...asked }: Asked & { from: Phase; baseline: Baseline | undefined },
): Decision {
  if (from !== 'requirements' || baseline?.isGreen !== false) return decision;
  const isWait = decision.kind === 'waiting' && !asksAboutVerify(asked.questions);
  const isMove = decision.phase !== from && !isExcused(baseline, asked);
  if (!isWait && !isMove) return decision;
  const what = isWait
    ? 'does not ask about it'
    : 'is not a question about it that a person answered';
  const reason = `VERIFY failed before the work began (${baseline.how}), and Q1 of _qa.md ${what}; ${ASK}`;
  return { kind: 'ready', phase: from, problem: 'baseline', reason };
}

/** Whether a person has answered the question about a `VERIFY` that failed before the work: red then keeps nothing from done. */
export function isExcused(
  baseline: Baseline | undefined,
  { questions, firstAsked }: Asked,
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
