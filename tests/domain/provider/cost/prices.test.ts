import { expect, it } from 'vitest';
import { costWords, spentWords, usdText } from '../../../../src/domain/provider/cost/cost-words.ts';
import { PRICES, withPrice } from '../../../../src/domain/provider/cost/prices.ts';
import { addCost, countedCost } from '../../../../src/domain/provider/cost/usage.ts';

const usage = { inputTokens: 2_000_000, cachedInputTokens: 1_000_000, outputTokens: 100_000 };
const tokens = { costUsd: undefined, usage };
const of = { provider: 'codex', model: 'gpt-5.5', prices: PRICES } as const;

it('computes a cost from known tokens and a known price alone', () => {
  expect(withPrice(tokens, of)).toEqual({
    ...{ usage, costUsd: 8.5, pricedUsd: 8.5, pricesOf: PRICES.date },
  });
  expect(withPrice({ ...tokens, usage: undefined }, of).costUsd).toBeUndefined();
  expect(withPrice(tokens, { ...of, model: undefined }).costUsd).toBeUndefined();
  expect(withPrice(tokens, { ...of, model: 'constructor' }).costUsd).toBeUndefined();
  // Claude reports a cost, or does not know it.
  expect(withPrice(tokens, { ...of, provider: 'claude' }).costUsd).toBeUndefined();
  expect(withPrice({ costUsd: 1, usage }, of)).toEqual({ costUsd: 1, usage });
});

it('keeps the computed part apart in sums, and needs no assumption for it', () => {
  const priced = withPrice(tokens, of);
  expect(countedCost(priced, { spends: true, assumedUsd: 5 })).toBe(priced);
  const sum = addCost(addCost(priced, { costUsd: 1, usage: undefined }), priced);
  expect(sum).toMatchObject({ costUsd: 18, pricedUsd: 17, pricesOf: PRICES.date });
  expect(addCost({ costUsd: 1, usage }, { costUsd: 1, usage })).not.toHaveProperty('pricesOf');
});

it('says which part was computed, and no amount where none is known', () => {
  const by = { pricesOf: '2026-05-13' };
  expect(costWords({ costUsd: 1.2 })).toBe('$1.20');
  expect(costWords({ ...by, costUsd: 1.2, pricedUsd: 1.2 })).toBe(
    '$1.20 by the prices of 2026-05-13',
  );
  expect(costWords({ ...by, costUsd: 1.2, pricedUsd: 0.4 })).toBe(
    '$1.20, $0.40 of it by the prices of 2026-05-13',
  );
  expect(spentWords({ costUsd: 0 })).toBe('unknown');
});

it('never shows a small amount as nothing', () => {
  expect([0.0016, 0.00001, 0.01, 1].map(usdText)).toEqual([
    '$0.0016',
    '<$0.0001',
    '$0.01',
    '$1.00',
  ]);
});
