import { describe, expect, it } from 'vitest';
import type { Phase } from '../../src/domain/phases/phase.ts';
import { assetsOf, fencesOf, sectionOf } from '../support/assets.ts';

/** Rules that have to be in the texts, each by the words that a reader needs. */

const [contract] = assetsOf('workflow').map(({ text }) => text);
const agents = assetsOf('agent');
const textOf = (phase: Phase): string =>
  agents.find(({ name }) => name === `${phase}-agent`)?.text ?? '';

describe('rules for every phase are in the contract, once', () => {
  it.each([
    /Never weaken, skip or delete a test/,
    /check that failed in the baseline.* is not yours to fix and blocks nothing/,
    /`Started` and `Deadline`/,
    /word for word into your artefact/,
  ])('%s', (rule) => {
    expect(contract).toMatch(rule);
    expect(agents.filter(({ text }) => rule.test(text)).map(({ name }) => name)).toEqual([]);
  });
});

describe('reports, reviews and rounds from before the approval count no more', () => {
  it.each(['testing', 'quality', 'done'] as const)('in %s', (phase) => {
    expect(sectionOf(textOf(phase), 'Reads')).toMatch(/review.*\*Since the plan was approved\*/);
  });

  it('a report with the verdict fail does not get to done', () => {
    expect(sectionOf(textOf('done'), 'Check')).toMatch(/`Verdict: pass`, or `partial`/);
    expect(textOf('testing')).toMatch(/- `done`: only when the verdict is `pass` or `partial`/);
  });

  it('a change of text alone needs no test report', () => {
    expect(sectionOf(textOf('done'), 'Check')).toContain('may have no report');
  });

  it('only what is newly red blocks in quality', () => {
    expect(textOf('quality')).toMatch(/^1\. Every new failure .* every new red check/m);
  });
});

describe('each agent has its craft', () => {
  it.each([
    ['investigation', /reproduce it first .*Then the cause/],
    ['requirements', /says that questions are optional, ask nothing then/],
    ['planning', /exists, or is marked "new"/],
    ['planning', /expands, moves its users over, then contracts/],
    ['planning', /What only a person can do is no box/],
    ['planning', /Give each phase its files, the interfaces/],
    ['implementation', /before new work, run the `Verify:` command of the phase before/],
    ['implementation', /`## Notes for the next iteration`/],
    ['quality', /Under about 200 changed lines .* yourself/],
    ['quality', /blocking finding is confirmed by an agent that did not raise it/],
    ['quality', /scope creep/],
    ['quality', /No finding: /],
    ['done', /`## Reading guide`/],
  ] as const)('%s: %s', (phase, rule) => {
    expect(textOf(phase)).toMatch(rule);
  });

  it('the form of a plan has a place for notes, and files for each phase', () => {
    const plan = fencesOf(textOf('planning')).find(({ body }) => body.startsWith('# Plan'))?.body;
    expect(plan).toMatch(/^## Notes for the next iteration$/m);
    for (const phase of plan?.split(/^### Phase /m).slice(1) ?? []) {
      expect(phase).toMatch(/^Files: \S/m);
    }
  });
});

it('the texts have plain words', () => {
  const odd =
    /\b(?:stands in|stand on|unawares|at odds|two at once|Class it|told wrongly|Work in every point)\b/;
  const texts = [...assetsOf('workflow'), ...agents, ...assetsOf('skill')];
  expect(texts.filter(({ text }) => odd.test(text)).map(({ path }) => path)).toEqual([]);
});
