import type { AgentEvent, Usage } from './agent.ts';

/** What an attempt cost, as far as its provider told. */
export interface Cost {
  readonly costUsd: number | undefined;
  readonly usage: Usage | undefined;
}

export const NO_COST: Cost = { costUsd: undefined, usage: undefined };

/** The cost of one process: totals are cumulative in it, so the last ones stand for all. */
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
  };
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
