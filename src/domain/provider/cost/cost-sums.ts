import { type CostKey, type CostLine, groupOf } from './cost-line.ts';

/** Whole numbers of this part of a dollar have the same sum in any order. */
const PARTS_PER_USD = 1e9;

/** The sum of some attempts. */
export interface CostSum {
  readonly attempts: number;
  /** US dollars, reported or priced. */
  readonly costUsd: number;
  /** The part of it that was computed from tokens and prices. */
  readonly pricedUsd: number;
  /** Attempts without a cost. */
  readonly costUnknown: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
}

/** The sum of a group; `name` is null where the spend book does not tell it. */
export interface CostGroup extends CostSum {
  readonly name: string | null;
}

export interface CostSums {
  /** In the order of their names, days first to last. */
  readonly groups: readonly CostGroup[];
  readonly total: CostSum;
}

type Counts = { -readonly [K in keyof CostSum]: CostSum[K] };

/** Sums attempts up, one after the other; its memory grows with the groups alone. */
export function openCostSums(by: CostKey): {
  readonly add: (line: CostLine) => void;
  readonly sums: () => CostSums;
} {
  const groups = new Map<string | null, Counts>();
  const total = noCounts();
  return {
    add: (line) => {
      const name = groupOf(line, by);
      const group = groups.get(name) ?? noCounts();
      groups.set(name, group);
      count(group, line);
      count(total, line);
    },
    sums: () => ({
      groups: [...groups]
        .sort(([one], [other]) => compare(one ?? '', other ?? ''))
        .map(([name, counts]) => ({ name, ...sumOf(counts) })),
      total: sumOf(total),
    }),
  };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function noCounts(): Counts {
  const tokens = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  return { attempts: 0, costUsd: 0, pricedUsd: 0, costUnknown: 0, ...tokens };
}

function count(counts: Counts, { cost, usage }: CostLine): void {
  const parts = Math.round((cost?.usd ?? 0) * PARTS_PER_USD);
  counts.attempts += 1;
  counts.costUsd += parts;
  counts.pricedUsd += cost?.isPriced === true ? parts : 0;
  counts.costUnknown += cost === undefined ? 1 : 0;
  counts.inputTokens += usage?.inputTokens ?? 0;
  counts.cachedInputTokens += usage?.cachedInputTokens ?? 0;
  counts.outputTokens += usage?.outputTokens ?? 0;
}

function sumOf(counts: Counts): CostSum {
  return {
    ...counts,
    costUsd: counts.costUsd / PARTS_PER_USD,
    pricedUsd: counts.pricedUsd / PARTS_PER_USD,
  };
}
