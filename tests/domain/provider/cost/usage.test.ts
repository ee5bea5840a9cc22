import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../../../src/domain/provider/agent-event.ts';
import { addCost, type Cost, costOf, NO_COST } from '../../../../src/domain/provider/cost/usage.ts';

const finished = (fields: Partial<Extract<AgentEvent, { kind: 'finished' }>>): AgentEvent => ({
  kind: 'finished',
  ok: true,
  text: '',
  ...fields,
});

const usage = (n: number): NonNullable<Cost['usage']> => ({
  inputTokens: n,
  cachedInputTokens: n * 2,
  outputTokens: n * 3,
});

describe('the cost of a process', () => {
  it('is unknown when nothing was told', () => {
    expect(costOf([])).toEqual(NO_COST);
    expect(costOf([{ kind: 'activity', text: 'x' }, finished({})])).toEqual(NO_COST);
  });

  it('is its last total, never their sum: totals are cumulative', () => {
    const events = [
      finished({ costUsd: 1, usage: usage(10) }),
      { kind: 'activity', text: 'more' } as const,
      finished({ costUsd: 3, usage: usage(30) }),
    ];
    expect(costOf(events)).toEqual({ costUsd: 3, usage: usage(30) });
  });

  it('keeps what was told when the last turn told nothing', () => {
    expect(costOf([finished({ costUsd: 1, usage: usage(10) }), finished({ ok: false })])).toEqual({
      costUsd: 1,
      usage: usage(10),
    });
  });

  it('can be nothing, which is not unknown', () => {
    expect(costOf([finished({ costUsd: 2 }), finished({ costUsd: 0 })]).costUsd).toBe(0);
  });
});

describe('the cost of two attempts', () => {
  const part = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(value, { nil: undefined });
  const cost: fc.Arbitrary<Cost> = fc.record({
    costUsd: part(fc.nat(1000)),
    usage: part(fc.nat(1000).map(usage)),
  });

  it('is unknown only when both are', () => {
    expect(addCost(NO_COST, NO_COST)).toEqual(NO_COST);
    fc.assert(
      fc.property(cost, (one) => {
        expect(addCost(one, NO_COST)).toEqual(one);
        expect(addCost(NO_COST, one)).toEqual(one);
      }),
    );
  });

  it('does not depend on which came first, nor on what is added first', () => {
    fc.assert(
      fc.property(cost, cost, cost, (a, b, c) => {
        expect(addCost(a, b)).toEqual(addCost(b, a));
        expect(addCost(addCost(a, b), c)).toEqual(addCost(a, addCost(b, c)));
      }),
    );
  });

  it('is the sum, each kind of token by itself', () => {
    expect(addCost({ costUsd: 1, usage: usage(1) }, { costUsd: 2, usage: usage(2) })).toEqual({
      costUsd: 3,
      usage: usage(3),
    });
  });
});
