import { describe, expect, it } from 'vitest';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import {
  gateBetween,
  ruleOf,
  RULES,
  STATUSES,
  WAIT_REASONS,
} from '../../../src/domain/phases/rules.ts';

/** Section 5 of the contract, as it is written there; the one other place that may know it. */
const CONTRACT = `
init | investigation | continue, blocked | 5 | |
investigation | requirements | continue, blocked | 20 | |
requirements | planning | continue, waiting, blocked | 10 | answers | qa_answers
planning | implementation | continue, waiting, blocked | 10 | approval | plan_approval
implementation | testing, quality | continue, waiting, blocked | 100 | | human_action, file_update
testing | quality, done | continue, blocked | 20 | |
quality | testing, done | continue, blocked | 10 | |
done | | done, blocked | 3 | |`;

describe('the registry', () => {
  it('says what the contract says, phase by phase', () => {
    const rows = PHASES.map((phase) => {
      const { next, statuses, limit, gate, waitsFor } = ruleOf(phase);
      return [phase, next.join(', '), statuses.join(', '), limit, gate ?? '', waitsFor.join(', ')];
    });
    const contract = CONTRACT.trim().split('\n');
    expect(rows.map((row) => row.join('|'))).toEqual(
      contract.map((row) => row.replace(/ *\| */g, '|').trim()),
    );
  });

  it('lists its phases in their order', () => {
    expect(Object.keys(RULES)).toEqual(PHASES);
  });

  it('lets a phase wait exactly when it has something to wait for', () => {
    for (const phase of PHASES) {
      const { statuses, waitsFor } = ruleOf(phase);
      expect([phase, statuses.includes('waiting')]).toEqual([phase, waitsFor.length > 0]);
    }
  });

  it('hears a blocked agent in every phase', () => {
    expect(PHASES.filter((phase) => !ruleOf(phase).statuses.includes('blocked'))).toEqual([]);
  });

  it('uses every status and every wait reason somewhere', () => {
    const rules = PHASES.map(ruleOf);
    expect(STATUSES.filter((one) => !rules.some((rule) => rule.statuses.includes(one)))).toEqual(
      [],
    );
    expect(
      WAIT_REASONS.filter((one) => !rules.some((rule) => rule.waitsFor.includes(one))),
    ).toEqual([]);
  });
});

describe('the gate between two phases', () => {
  it('is the first one on the way forward', () => {
    expect(gateBetween('init', 'requirements')).toBeUndefined();
    expect(gateBetween('init', 'planning')).toBe('answers');
    expect(gateBetween('requirements', 'planning')).toBe('answers');
    expect(gateBetween('requirements', 'done')).toBe('answers');
    expect(gateBetween('planning', 'implementation')).toBe('approval');
    expect(gateBetween('planning', 'done')).toBe('approval');
    expect(gateBetween('implementation', 'done')).toBeUndefined();
  });

  it('is none on the way back or on the spot', () => {
    for (const [at, from] of PHASES.entries()) {
      for (const to of PHASES.slice(0, at + 1)) expect(gateBetween(from, to)).toBeUndefined();
    }
  });
});
