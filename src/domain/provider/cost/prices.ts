import * as z from 'zod/mini';
import { jsonOf, lateSchema } from '../../text/read-json.ts';
import type { Usage } from '../agent-event.ts';
import type { ProviderName } from '../provider-name.ts';
import type { Cost } from './usage.ts';

/** US dollars per million tokens; `cached` is the part of the input that the provider had cached. */
export interface Price {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** Prices by the full name of the model. */
export interface PriceTable {
  /** The day on which the prices were looked up. */
  readonly date: string;
  readonly models: Readonly<Record<string, Price>>;
}

/**
 * Codex reports tokens and no cost. From OpenAI's rate card for Codex, 25 credits for a dollar. A model
 * that is not here has no price.
 */
export const PRICES: PriceTable = {
  date: '2026-05-13',
  models: {
    'gpt-5.5': { input: 5, cached: 0.5, output: 30 },
    'gpt-5.4': { input: 2.5, cached: 0.25, output: 15 },
    'gpt-5.4-mini': { input: 0.75, cached: 0.075, output: 4.52 },
    'gpt-5.3-codex': { input: 1.75, cached: 0.175, output: 14 },
    'gpt-5.2': { input: 1.75, cached: 0.175, output: 14 },
  },
};

const dollars = z.number().check(z.minimum(0));
const fileSchema = lateSchema(() =>
  z.strictObject({
    v: z.literal(1),
    date: z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/)),
    models: z.record(
      z.string(),
      z.strictObject({ input: dollars, cached: dollars, output: dollars }),
    ),
  }),
);

/** Reads a person's own table, which replaces the shipped one; undefined for any other text. */
export function readPrices(text: string): PriceTable | undefined {
  const { data } = z.safeParse(fileSchema(), jsonOf(text));
  return data === undefined ? undefined : { date: data.date, models: data.models };
}

/** The tokens of an attempt, and who used them. */
export interface Tokens {
  readonly provider: string;
  readonly model: string | null | undefined;
  readonly usage: Usage | null | undefined;
}

/**
 * US dollars for the tokens of a CLI that reports no cost; undefined where they or their price are not known. Claude
 * Code reports a cost: where it does not, it does not know one.
 */
export function priceOf(
  { models }: PriceTable,
  { provider, model, usage }: Tokens,
): number | undefined {
  if (provider !== 'codex' || !usage || !model || !Object.hasOwn(models, model)) return undefined;
  const price = models[model];
  if (price === undefined) return undefined;
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const fresh = usage.inputTokens - cached;
  return (fresh * price.input + cached * price.cached + usage.outputTokens * price.output) / 1e6;
}

/** The cost of an attempt, computed where its provider reported none. */
export function withPrice(
  cost: Cost,
  {
    provider,
    model,
    prices,
  }: {
    readonly provider: ProviderName;
    readonly model: string | undefined;
    readonly prices: PriceTable;
  },
): Cost {
  const { usage, costUsd } = cost;
  const usd = costUsd === undefined ? priceOf(prices, { provider, model, usage }) : undefined;
  if (usd === undefined) return cost;
  return { ...cost, costUsd: usd, pricedUsd: usd, pricesOf: prices.date };
}
