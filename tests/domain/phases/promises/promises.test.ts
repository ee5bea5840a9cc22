import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../src/domain/phases/decision.ts';
import { type Phase, PHASES } from '../../../../src/domain/phases/phase.ts';
import {
  afterPromises,
  type Artefacts,
  endsPhase,
} from '../../../../src/domain/phases/promises/promises.ts';
import { type Promised, ruleOf } from '../../../../src/domain/phases/rules.ts';
import { ending, judged, KEPT, NOTHING } from './promise-cases.ts';

const FRESH = { waived: [], missed: 0 } as const;

/** What is missing, by the reason. */
function reasonOf(phase: Phase, artefacts: Artefacts, decision = ending(phase)): string {
  const after = afterPromises(decision, { ...FRESH, phase, artefacts });
  return 'reason' in after ? (after.reason ?? '') : '';
}

describe('a signal that ends a phase', () => {
  it.each(PHASES)('of %s is followed with all that it promises, and with nothing else', (phase) => {
    const decision = ending(phase);
    expect(afterPromises(decision, { ...FRESH, phase, artefacts: KEPT[phase] })).toBe(decision);
    const after = afterPromises(decision, { ...FRESH, phase, artefacts: NOTHING });
    if (ruleOf(phase).promises.length === 0) expect(after).toBe(decision);
    else expect(after).toMatchObject({ kind: 'ready', phase, problem: 'missing' });
  });

  it.each(PHASES)('of %s blocks the session the third time in a row', (phase) => {
    if (ruleOf(phase).promises.length === 0) return;
    for (const missed of [0, 1, 2, 3]) {
      const promising = { phase, waived: [], missed, artefacts: NOTHING };
      const { kind } = afterPromises(ending(phase), promising);
      expect(kind).toBe(missed < 2 ? 'ready' : 'blocked');
    }
    const last = afterPromises(ending(phase), { ...FRESH, missed: 2, phase, artefacts: NOTHING });
    const names = ruleOf(phase).promises.join(',');
    expect(last).toMatchObject({ phase, problem: 'missing', needs: 'human_decision' });
    expect('reason' in last && last.reason).toContain(`samocode resume --waive ${names}`);
  });

  it.each(PHASES)('of %s is followed without what a person waived', (phase) => {
    const { promises } = ruleOf(phase);
    const decision = ending(phase);
    const waive = (waived: readonly Promised[]): Decision =>
      afterPromises(decision, { phase, waived, missed: 2, artefacts: NOTHING });
    expect(waive(promises)).toBe(decision);
    const others = PHASES.filter((other) => other !== phase);
    const foreign = others.flatMap((other) => ruleOf(other).promises);
    if (promises.length > 0) expect(waive(foreign)).toMatchObject({ kind: 'blocked' });
  });
});

it('asks nothing of a signal that stays, waits for something else, or is blocked', () => {
  const needs = 'human_decision';
  for (const phase of PHASES) {
    for (const decision of [
      { kind: 'ready', phase },
      { kind: 'waiting', phase, for: 'qa_answers' },
      { kind: 'waiting', phase, for: 'file_update' },
      { kind: 'blocked', phase, problem: undefined, needs, reason: 'r' },
    ] as const satisfies readonly Decision[]) {
      expect(endsPhase(decision, phase)).toBe(false);
      expect(afterPromises(decision, { ...FRESH, phase, artefacts: NOTHING })).toBe(decision);
    }
  }
});

describe('the reason', () => {
  it('names each missing thing', () => {
    expect(reasonOf('implementation', { ...NOTHING, openBoxes: 2 })).toMatch(
      /^implementation is not complete: the active plan has 2 open boxes .*; there is no commit since the approval/,
    );
    expect(reasonOf('implementation', { ...NOTHING, openBoxes: 0 })).not.toContain('boxes');
    expect(reasonOf('planning', { ...NOTHING, openBoxes: 0 })).toContain('has no open box');
    expect(reasonOf('planning', NOTHING)).toContain('-plan-<slug>.md');
  });

  it('asks for the line of assumptions only where nobody was asked', () => {
    const artefacts = { ...KEPT.requirements, saysNoQuestions: false };
    expect(reasonOf('requirements', artefacts)).toContain('no line "No open questions: <assum');
    expect(reasonOf('requirements', { ...artefacts, isUnasked: false })).toBe('');
  });

  it('names the verdict that was found', () => {
    const review = (verdict?: string): Artefacts => ({
      ...NOTHING,
      review: judged(verdict),
    });
    expect(reasonOf('quality', review())).toContain('j.md has no line "Verdict: <word>"');
    for (const verdict of ['fixed', 'open', 'good']) {
      expect(reasonOf('quality', review(verdict))).toContain(
        `j.md has "Verdict: ${verdict}"; it has to be clean`,
      );
    }
    const back: Decision = { kind: 'ready', phase: 'testing' };
    for (const verdict of ['clean', 'fixed', 'open']) {
      expect(reasonOf('quality', review(verdict), back)).toBe('');
    }
    const report = (verdict: string): Artefacts => ({
      ...NOTHING,
      report: judged(verdict),
    });
    const on: Decision = { kind: 'ready', phase: 'quality' };
    for (const verdict of ['pass', 'partial', 'fail']) {
      expect(reasonOf('testing', report(verdict), on)).toBe('');
    }
    expect(reasonOf('testing', report('passed'), on)).toContain('it has to be pass, partial, fail');
  });
});

describe('the moves that the newest report and review since the approval allow', () => {
  const verdicts = [undefined, 'pass', 'partial', 'fail'] as const;
  const reviews = [
    undefined,
    judged('clean', 2),
    judged('fixed', 2),
    judged('fixed', 3),
    judged('open', 3),
  ] as const;
  const cases = verdicts.flatMap((report) =>
    reviews.flatMap((review) =>
      [false, true].map((isWithoutCommit) => ({ report, review, isWithoutCommit })),
    ),
  );

  it.each(cases)('are those that fit %j', ({ report, review, isWithoutCommit }) => {
    const lastReport = report && judged(report);
    const base = { ...NOTHING, isWithoutCommit, lastReport, lastReview: review };
    const done: Decision = { kind: 'ready', phase: 'done' };
    const isFollowed = (phase: Phase, artefacts: Artefacts, to = done): boolean =>
      reasonOf(phase, artefacts, to) === '';

    // Testing has just written the newest report, quality the newest review.
    const tested = { ...base, report: lastReport };
    const isReviewed = review?.verdict === 'clean' || review === reviews[3];
    const isGood = report === 'pass' || report === 'partial';
    expect(isFollowed('testing', tested)).toBe(isGood && (isReviewed || isWithoutCommit));
    expect(isFollowed('testing', tested, { kind: 'ready', phase: 'quality' })).toBe(
      report !== undefined,
    );
    const reviewed = { ...base, review };
    expect(isFollowed('quality', reviewed)).toBe(review?.verdict === 'clean' && report !== 'fail');
    expect(isFollowed('quality', reviewed, { kind: 'ready', phase: 'testing' })).toBe(
      review !== undefined,
    );
    // What was before the approval, an open review say, is among neither.
    expect(
      isFollowed('quality', { ...base, lastReview: judged('open', 3), review: judged('clean') }),
    ).toBe(report !== 'fail');
  });
});
