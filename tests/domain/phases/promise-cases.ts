import type { Decision } from '../../../src/domain/phases/decision.ts';
import type { Phase } from '../../../src/domain/phases/phase.ts';
import type { Artefacts } from '../../../src/domain/phases/promises.ts';
import { ruleOf } from '../../../src/domain/phases/rules.ts';

export const NOTHING: Artefacts = {
  hasFindings: false,
  hasRequirements: false,
  hasSummary: false,
  openBoxes: undefined,
  isCommitted: false,
  report: undefined,
  review: undefined,
};

/** Exactly what a phase promises. */
export const KEPT: Readonly<Record<Phase, Artefacts>> = {
  init: NOTHING,
  investigation: { ...NOTHING, hasFindings: true },
  requirements: { ...NOTHING, hasRequirements: true },
  planning: { ...NOTHING, openBoxes: 1 },
  implementation: { ...NOTHING, openBoxes: 0, isCommitted: true },
  testing: { ...NOTHING, report: { name: 'report.md', verdict: 'pass' } },
  quality: { ...NOTHING, review: { name: 'review.md', verdict: 'clean' } },
  done: { ...NOTHING, hasSummary: true },
};

/** The decision after the signal that ends a phase on the way to done. */
export function ending(phase: Phase): Decision {
  if (phase === 'done') return { kind: 'done', phase };
  if (phase === 'planning') return { kind: 'waiting', phase, for: 'plan_approval' };
  return { kind: 'ready', phase: ruleOf(phase).next.at(-1) ?? phase };
}
