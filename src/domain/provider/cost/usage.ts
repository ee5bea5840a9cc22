import type { AgentEvent, Usage } from '../agent-event.ts';

/** The cost of an attempt, as far as the provider reported it, or by the prices of its tokens. */
export interface Cost {
  readonly costUsd: number | undefined;
  readonly usage: Usage | undefined;
  /** The part of `costUsd` that was computed from tokens, and the day of the prices. */
  readonly pricedUsd?: number | undefined;
  readonly pricesOf?: string | undefined;
  /** US dollars that count against bounds for attempts that told no cost: their possible cost. */
  readonly assumedUsd?: number | undefined;
  /** Attempts in a row, up to the last one, that spent something and told no cost. */
  readonly untold?: number | undefined;
}

/** So many attempts in a row without a cost end a run that has a cost bound. */
export const MOST_UNTOLD = 3;

type Priced = Pick<Cost, 'pricedUsd' | 'pricesOf'>;

export const NO_COST: Cost = { costUsd: undefined, usage: undefined };

/** The cost of one process. Its totals are cumulative, so the last ones count. */
export function costOf(events: readonly AgentEvent[]): Cost {
  let costUsd: number | undefined;
  let usage: Usage | undefined;
  for (const event of events) {
    if (event.kind !== 'finished') continue;
    costUsd = event.isCostUnknown === true ? undefined : (event.costUsd ?? costUsd);
    usage = event.usage ?? usage;
  }
  return { costUsd, usage };
}

/** The cost of two attempts; unknown only when both are. */
export function addCost(one: Cost, other: Cost): Cost {
  return {
    costUsd: sum(one.costUsd, other.costUsd),
    usage: addUsage(one.usage, other.usage),
    ...addPriced(one, other),
    ...counted(
      (one.assumedUsd ?? 0) + (other.assumedUsd ?? 0),
      (other.costUsd === undefined ? (one.untold ?? 0) : 0) + (other.untold ?? 0),
    ),
  };
}

function addPriced(one: Priced, other: Priced): Priced {
  const pricesOf = other.pricesOf ?? one.pricesOf;
  if (pricesOf === undefined) return {};
  return { pricedUsd: (one.pricedUsd ?? 0) + (other.pricedUsd ?? 0), pricesOf };
}

/** The cost of one attempt as bounds count it: one that told none counts its possible cost, where there is a bound. */
export function countedCost(
  cost: Cost,
  { spends, assumedUsd }: { readonly spends: boolean; readonly assumedUsd: number | undefined },
): Cost {
  if (cost.costUsd !== undefined || !spends) return cost;
  return { ...cost, ...counted(assumedUsd ?? 0, 1) };
}

/** The amount that counts against a bound: reported or assumed. */
export function boundUsd({ costUsd, assumedUsd }: Cost): number {
  return (costUsd ?? 0) + (assumedUsd ?? 0);
}

/** Whether tokens or money were spent, as far as that is known or has to be assumed. */
export function hasSpent(cost: Cost): boolean {
  const { usage, untold = 0 } = cost;
  return (
    boundUsd(cost) > 0 || untold > 0 || (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0) > 0
  );
}

function counted(assumedUsd: number, untold: number): Pick<Cost, 'assumedUsd' | 'untold'> {
  return { ...(assumedUsd > 0 ? { assumedUsd } : {}), ...(untold > 0 ? { untold } : {}) };
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined) return other;
  return one + (other ?? 0);
}

function addUsage(one: Usage | undefined, other: Usage | undefined): Usage | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
  };
}
