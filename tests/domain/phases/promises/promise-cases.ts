import type { Decision } from '../../../../src/domain/phases/decision.ts';
import type { Phase } from '../../../../src/domain/phases/phase.ts';
import type { Artefacts, Judgement } from '../../../../src/domain/phases/promises/promises.ts';
import { ruleOf } from '../../../../src/domain/phases/rules.ts';

/** A report or a review. */
export function judged(verdict?: string, round?: number): Judgement {
  return { name: 'j.md', verdict, round };
}

export const NOTHING: Artefacts = {
  hasFindings: false,
  hasRequirements: false,
  saysNoQuestions: false,
  isUnasked: true,
  hasSummary: false,
  openBoxes: undefined,
  isCommitted: false,
  report: undefined,
  review: undefined,
  isWithoutCommit: false,
  lastReport: judged('fail'),
  lastReview: judged('open', 3),
};

/** Exactly what a phase promises. */
export const KEPT: Readonly<Record<Phase, Artefacts>> = {
  init: NOTHING,
  investigation: { ...NOTHING, hasFindings: true },
  requirements: { ...NOTHING, hasRequirements: true, saysNoQuestions: true },
  planning: { ...NOTHING, openBoxes: 1 },
  implementation: { ...NOTHING, openBoxes: 0, isCommitted: true },
  testing: { ...NOTHING, report: judged('pass'), lastReview: judged('clean') },
  quality: { ...NOTHING, review: judged('clean'), lastReport: judged('pass') },
  done: { ...NOTHING, hasSummary: true },
};

/** The decision after the signal that ends a phase on the way to done. */
export function ending(phase: Phase): Decision {
  if (phase === 'done') return { kind: 'done', phase };
  if (phase === 'planning') return { kind: 'waiting', phase, for: 'plan_approval' };
  return { kind: 'ready', phase: ruleOf(phase).next.at(-1) ?? phase };
}
