import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBook } from '../../../src/adapters/spend/read-book.ts';
import { openSpendBook } from '../../../src/adapters/spend/spend-book.ts';
import {
  COST_KEYS,
  type CostKey,
  type CostLine,
} from '../../../src/domain/provider/cost/cost-line.ts';
import { type CostSums, openCostSums } from '../../../src/domain/provider/cost/cost-sums.ts';
import { PRICES } from '../../../src/domain/provider/cost/prices.ts';
import type { Spending } from '../../../src/domain/provider/cost/spending.ts';
import { temporaryFolder } from '../../support/session.ts';

const PHASES = ['planning', 'implementation', 'testing'] as const;
const DAY_MS = 24 * 3_600_000;
const NOON = new Date(2026, 10, 1, 12).getTime();

/** Attempts of three sessions over ten days, a third of them by Codex, some without a cost. */
function attempts(count: number): readonly Spending[] {
  return Array.from({ length: count }, (_, n) => {
    const isCodex = n % 3 === 0;
    const usage = { inputTokens: 1000 + n, cachedInputTokens: n % 900, outputTokens: n % 77 };
    const told = n % 7 === 0 ? undefined : 0.01 + (n % 100) / 1000;
    return {
      at: new Date(NOON + (n % 10) * DAY_MS),
      session: `/sessions/s${n % 3}`,
      run: `run-${n}`,
      iteration: n,
      attempt: 1,
      log: `${n}.jsonl`,
      provider: isCodex ? 'codex' : 'claude',
      model: isCodex ? (n % 2 === 0 ? 'gpt-5.5' : 'gpt-unheard-of') : 'opus',
      phase: PHASES[n % 3] ?? 'planning',
      cost: { costUsd: isCodex ? undefined : told, usage },
    };
  });
}

function bookOf(spendings: readonly Spending[]): string {
  const stateDir = temporaryFolder();
  const warn = (text: string): never => {
    throw new Error(text);
  };
  const book = openSpendBook({ stateDir, account: () => 'key', warn });
  spendings.forEach((one) => {
    book.record(one);
  });
  return stateDir;
}

function sumsOf(stateDir: string, by: CostKey, since?: number): CostSums {
  const { add, sums } = openCostSums(by);
  readBook({ stateDir, since, prices: PRICES }, add);
  return sums();
}

/** Computed from the attempts themselves, with the prices of one model written out. */
function usdOf({ cost, model, provider }: Spending): number | undefined {
  if (cost.costUsd !== undefined || provider !== 'codex') return cost.costUsd;
  const { inputTokens = 0, cachedInputTokens = 0, outputTokens = 0 } = cost.usage ?? {};
  if (model !== 'gpt-5.5') return undefined;
  return (
    ((inputTokens - cachedInputTokens) * 5 + cachedInputTokens * 0.5 + outputTokens * 30) / 1e6
  );
}

function nameOf({ at, session, phase, model }: Spending, by: CostKey): string | undefined {
  const day = `2026-11-${String(at.getDate()).padStart(2, '0')}`;
  return { day, session, phase, model }[by];
}

test('has the figures of an independent sum, by every key', () => {
  const all = attempts(2000);
  const stateDir = bookOf(all);
  for (const by of COST_KEYS) {
    const { groups, total } = sumsOf(stateDir, by);
    expect(groups.map(({ name }) => name)).toEqual(
      [...new Set(all.map((one) => nameOf(one, by)))].sort(),
    );
    for (const group of groups) {
      const own = all.filter((one) => nameOf(one, by) === group.name);
      expect(group.attempts).toBe(own.length);
      expect(group.costUsd).toBeCloseTo(
        own.reduce((sum, one) => sum + (usdOf(one) ?? 0), 0),
        6,
      );
      expect(group.costUnknown).toBe(own.filter((one) => usdOf(one) === undefined).length);
      expect(group.inputTokens).toBe(
        own.reduce((sum, { cost }) => sum + (cost.usage?.inputTokens ?? 0), 0),
      );
    }
    expect(total.attempts).toBe(2000);
    expect(total.pricedUsd).toBeGreaterThan(0);
  }
});

test('leaves out what is older, to the millisecond', () => {
  const stateDir = bookOf(attempts(20));
  expect(sumsOf(stateDir, 'day', NOON + DAY_MS).total.attempts).toBe(18);
  expect(sumsOf(stateDir, 'day', NOON + DAY_MS + 1).total.attempts).toBe(16);
});

test('counts an attempt once that a later run noted again on another day', () => {
  const [one] = attempts(2).slice(1);
  if (one === undefined) throw new Error('no attempt');
  const again = { ...one, at: new Date(one.at.getTime() + DAY_MS), isAdopted: true } as const;
  expect(sumsOf(bookOf([one, again, again]), 'day')).toMatchObject({
    groups: [{ name: '2026-11-02' }],
    total: { attempts: 1, costUsd: one.cost.costUsd },
  });
  // Its run died before it noted anything.
  expect(sumsOf(bookOf([again]), 'day').total.attempts).toBe(1);
});

test('reads the lines of earlier versions, and passes over torn and foreign ones', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'spend'));
  const path = join(folder, 'spend/2026-11-22.jsonl');
  const at = new Date(2026, 10, 22, 12).toISOString();
  const old = `{"v":1,"at":"${at}","session":"/s","run":"r","iteration":1,"attempt":1,"provider":"claude","model":null,"usage":null,"costUsd":2,"source":"reported"}\n`;
  writeFileSync(path, `${old}${old}\n[]\nnull\n{"costUsd":9}\n${'y'.repeat(200_000)}\n`);
  appendFileSync(path, old.replace('"r"', '"q"').slice(0, -40));
  writeFileSync(join(folder, 'spend/other.jsonl'), old.replace('"r"', '"x"'));
  const found: CostLine[] = [];
  readBook({ stateDir: folder, since: undefined, prices: PRICES }, (one) => found.push(one));
  expect(found).toMatchObject([{ phase: undefined, model: null, cost: { usd: 2 } }]);
  expect(sumsOf(folder, 'phase').groups).toMatchObject([{ name: null, costUsd: 2 }]);
});
