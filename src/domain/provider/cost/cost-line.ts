import * as z from 'zod/mini';
import { lateSchema, readJson } from '../../text/read-json.ts';
import { rowTimestamp } from '../../text/timestamps.ts';
import type { Usage } from '../agent-event.ts';
import { priceOf, type PriceTable } from './prices.ts';
import { attemptKey, attemptName } from './spending.ts';

const count = z.number().check(z.minimum(0));
const lineSchema = lateSchema(() =>
  z.object({
    ...attemptKey(),
    log: z.optional(z.string()),
    provider: z.string(),
    model: z.nullable(z.string()),
    phase: z.optional(z.string()),
    adopted: z.optional(z.boolean()),
    usage: z.nullable(
      z.object({ inputTokens: count, cachedInputTokens: count, outputTokens: count }),
    ),
    costUsd: z.nullable(count),
  }),
);

/** An attempt as `samocode cost` sums it up. */
export interface CostLine {
  /** Identifies the attempt: two lines with the same name count once. */
  readonly name: string;
  /** Another line may have the same name: a later run noted it, or an early version of samocode. */
  readonly mayRepeat: boolean;
  /** When it ended, epoch milliseconds. */
  readonly at: number;
  readonly session: string;
  readonly phase: string | undefined;
  readonly model: string | null;
  readonly usage: Usage | null;
  /** US dollars as the provider reported them, else by the prices of the tokens. */
  readonly cost: { readonly usd: number; readonly isPriced: boolean } | undefined;
}

/** Reads a line of the spend book; undefined for one that is torn or foreign. */
export function readCostLine(text: string, prices: PriceTable): CostLine | undefined {
  const line = readJson(lineSchema(), text);
  const at = line === undefined ? NaN : Date.parse(line.at);
  if (line === undefined || Number.isNaN(at)) return undefined;
  const { session, phase, model, usage, costUsd } = line;
  return {
    name: attemptName(line),
    mayRepeat: line.adopted === true || phase === undefined,
    at,
    ...{ session, phase, model, usage },
    cost: costUsd === null ? pricedCost(line, prices) : { usd: costUsd, isPriced: false },
  };
}

function pricedCost(
  line: z.output<ReturnType<typeof lineSchema>>,
  prices: PriceTable,
): CostLine['cost'] {
  const usd = priceOf(prices, line);
  return usd === undefined ? undefined : { usd, isPriced: true };
}

/** Attempts can be summed up by these. */
export const COST_KEYS = ['day', 'session', 'phase', 'model'] as const;
export type CostKey = (typeof COST_KEYS)[number];

/** The group of an attempt; null: not known. */
export function groupOf(line: CostLine, by: CostKey): string | null {
  switch (by) {
    case 'day':
      return rowTimestamp(new Date(line.at)).slice(0, 10);
    case 'session':
      return line.session;
    case 'phase':
      return line.phase ?? null;
    case 'model':
      return line.model;
  }
}
