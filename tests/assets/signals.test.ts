import { describe, expect, it } from 'vitest';
import { type Phase, PHASES } from '../../src/domain/phases/phase.ts';
import { ruleOf } from '../../src/domain/phases/rules.ts';
import { assets, assetsOf, examplesIn, problemOf } from '../support/assets.ts';

const examples = assets().flatMap(examplesIn);

it('there are examples to check', () => {
  expect(examples.length).toBeGreaterThan(PHASES.length);
});

describe('every signal that a text shows is whole and allowed where it is shown', () => {
  it.each(examples)('$source: $json', ({ json, phase }) => {
    expect(phase, 'it stands in an agent, or under "From `phase`:"').toBeDefined();
    expect(problemOf(json, phase!)).toBeUndefined();
  });
});

describe('an agent shows all that it may signal', () => {
  it.each(PHASES)('%s', (phase) => {
    const shown = assetsOf('agent')
      .filter(({ name }) => name === `${phase}-agent`)
      .flatMap(examplesIn)
      .map(({ json }) => JSON.parse(json) as { status: string; phase: Phase; for?: string });
    const rule = ruleOf(phase);
    const moves = rule.gate === 'approval' ? [] : rule.next;
    expect(new Set(shown.map(({ status }) => status))).toEqual(new Set(rule.statuses));
    expect(new Set(shown.flatMap((signal) => signal.for ?? []))).toEqual(new Set(rule.waitsFor));
    expect(new Set(shown.map((signal) => signal.phase).filter((to) => to !== phase))).toEqual(
      new Set(moves),
    );
  });
});

describe('the check itself', () => {
  it.each<[Phase, string]>([
    ['planning', '{"status":"continue","phase":"implementation","summary":"the plan is approved"}'],
    ['testing', '{"status":"continue","phase":"implementation","summary":"two tests fail now"}'],
    ['testing', '{"status":"continue","phase":"review","summary":"all tests have passed"}'],
    ['init', '{"status":"waiting","phase":"init","for":"qa_answers","summary":"what is wanted?"}'],
    ['done', '{"status":"done","phase":"done"}'],
    ['done', '{"status":"done"'],
  ])('rejects from %s: %s', (phase, json) => {
    expect(problemOf(json, phase)).toBeDefined();
  });
});
