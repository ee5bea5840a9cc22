import { NO_QUESTIONS } from '../../questions/without-questions.ts';
import { printable } from '../../text/printable.ts';
import type { Block, Decision } from '../decision.ts';
import type { Phase } from '../phase.ts';
import { type Promised, ruleOf } from '../rules.ts';

/** A test report or a review, with the word of its `Verdict:` line. */
export interface Judgement {
  readonly name: string;
  readonly verdict: string | undefined;
  /** The number of its `Round:` line. */
  readonly round: number | undefined;
}

/** The state of the session folder and the branch when an agent asks to end its phase. */
export interface Artefacts {
  readonly hasFindings: boolean;
  readonly hasRequirements: boolean;
  /** A requirements document says `No open questions: <assumptions>`. */
  readonly saysNoQuestions: boolean;
  /** No person was asked, as one allowed (`SAMOCODE_QUESTIONS`). */
  readonly isUnasked: boolean;
  readonly hasSummary: boolean;
  /** Open boxes of the active plan; undefined: there is no plan. */
  readonly openBoxes: number | undefined;
  /** HEAD moved since the approval, or the approved plan says `No commit: <reason>`; true if unknown. */
  readonly isCommitted: boolean;
  /** The approved plan says `No commit: <reason>`; true if unknown. */
  readonly isWithoutCommit: boolean;
  /** The newest of this visit of the phase. */
  readonly report: Judgement | undefined;
  readonly review: Judgement | undefined;
  /** The newest since the plan was approved, or a person reopened the session. */
  readonly lastReport: Judgement | undefined;
  readonly lastReview: Judgement | undefined;
}

/** The circumstances of a decision that ends a phase. */
export interface Promising {
  /** The phase in which the agent worked. */
  readonly phase: Phase;
  /** The promises that a person waived in this stay. */
  readonly waived: readonly Promised[];
  /** Decisions in a row that were not followed for this before. */
  readonly missed: number;
  readonly artefacts: Artefacts;
}

/** So many in a row block the session. */
export const MISSED_LIMIT = 3;

/** Whether a decision ends the agent's work in its phase, or hands it to a person for approval. */
export function endsPhase(decision: Decision, phase: Phase): boolean {
  switch (decision.kind) {
    case 'ready':
      return decision.phase !== phase;
    case 'waiting':
      return decision.for === 'plan_approval';
    case 'done':
      return true;
    case 'blocked':
      return false;
  }
}

/** Pure and total: a decision that ends a phase is not followed while a promise of the phase is missing. */
export function afterPromises(decision: Decision, promising: Promising): Decision {
  const { phase, waived, missed, artefacts } = promising;
  if (!endsPhase(decision, phase)) return decision;
  const missing = ruleOf(phase)
    .promises.filter((promised) => !waived.includes(promised))
    .map((promised) => ({ promised, why: MISSING[promised](artefacts, decision.phase) }))
    .filter(({ why }) => why !== undefined);
  if (missing.length === 0) return decision;
  const reason = `${phase} is not complete: ${missing.map(({ why }) => why).join('; ')}`;
  if (missed + 1 < MISSED_LIMIT) return { kind: 'ready', phase, problem: 'missing', reason };
  return blocked(phase, reason, missing.map(({ promised }) => promised).join(','));
}

function blocked(phase: Phase, reason: string, names: string): Block {
  const way = `a person can do without: samocode resume --waive ${names}`;
  return {
    kind: 'blocked',
    phase,
    problem: 'missing',
    needs: 'human_decision',
    reason: `${reason}; ${way}`,
  };
}

type Missing = (artefacts: Artefacts, to: Phase) => string | undefined;

/** The missing part of each promise; undefined: none. */
const MISSING: Readonly<Record<Promised, Missing>> = {
  findings: ({ hasFindings }) => (hasFindings ? undefined : noFile('file with findings', 'dive')),
  requirements: ({ hasRequirements, saysNoQuestions, isUnasked }) => {
    if (!hasRequirements) return noFile('requirements document', 'requirements');
    return isUnasked && !saysNoQuestions
      ? `_qa.md has no question, and the requirements written since the phase began have no line "${NO_QUESTIONS}"`
      : undefined;
  },
  plan: ({ openBoxes }) => {
    if (openBoxes === undefined) return noFile('plan', 'plan');
    return openBoxes > 0 ? undefined : 'the active plan has no open box (- [ ])';
  },
  boxes: ({ openBoxes }) => {
    if (openBoxes === undefined) return noFile('plan', 'plan');
    return openBoxes === 0 ? undefined : `the active plan has ${openBoxes} open boxes (- [ ])`;
  },
  commit: ({ isCommitted }) =>
    isCommitted
      ? undefined
      : 'there is no commit since the approval, and the approved plan has no line "No commit: <reason>"',
  report: ({ report }, to) =>
    badJudgement(report, { what: 'test report', kind: 'test-report', valid: reportVerdicts(to) }),
  reviewed: ({ lastReview, isWithoutCommit }, to) =>
    to !== 'done' || isWithoutCommit || isEnough(lastReview)
      ? undefined
      : `before done, the change needs a review since the plan was approved that is clean, or fixed in round ${ROUNDS} (${wordsOf(lastReview)}): go to quality`,
  review: ({ review }, to) =>
    badJudgement(review, { what: 'review', kind: 'review', valid: reviewVerdicts(to) }),
  passed: ({ lastReport }, to) =>
    to === 'done' && lastReport?.verdict === 'fail'
      ? `the newest test report has ${wordsOf(lastReport)}: go to testing, which tests again`
      : undefined,
  summary: ({ hasSummary }) => (hasSummary ? undefined : noFile('summary', 'summary')),
};

/** So many rounds of review, then tests may lead to done. */
const ROUNDS = 3;

function isEnough(review: Judgement | undefined): boolean {
  if (review?.verdict === 'clean') return true;
  return review?.verdict === 'fixed' && (review.round ?? 0) >= ROUNDS;
}

/** For a reason and for a prompt: `Verdict: fixed, Round: 2, in <name>`. */
export function wordsOf(judgement: Judgement | undefined): string {
  if (judgement === undefined) return 'there is none';
  const { name, verdict, round } = judgement;
  const words = [
    `Verdict: ${printable(verdict ?? 'none', 20)}`,
    ...(round === undefined ? [] : [`Round: ${round}`]),
  ];
  return `${words.join(', ')}, in ${printable(name, 200)}`;
}

function reportVerdicts(to: Phase): readonly string[] {
  return to === 'done' ? ['pass', 'partial'] : ['pass', 'partial', 'fail'];
}

function reviewVerdicts(to: Phase): readonly string[] {
  return to === 'done' ? ['clean'] : ['clean', 'fixed', 'open'];
}

function noFile(what: string, kind: string): string {
  return `there is no ${what} (<TIMESTAMP_FILE>-${kind}-<slug>.md in the session folder)`;
}

function badJudgement(
  judgement: Judgement | undefined,
  {
    what,
    kind,
    valid,
  }: { readonly what: string; readonly kind: string; readonly valid: readonly string[] },
): string | undefined {
  if (judgement === undefined) {
    return `${noFile(what, kind)} written since the session entered this phase`;
  }
  const { name, verdict } = judgement;
  if (verdict !== undefined && valid.includes(verdict)) return undefined;
  const found = verdict === undefined ? 'no line "Verdict: <word>"' : `"Verdict: ${verdict}"`;
  return `the ${what} ${name} has ${found}; it has to be ${valid.join(', ')}`;
}
