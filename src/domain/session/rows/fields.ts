import * as z from 'zod/mini';
import { PHASES } from '../../phases/phase.ts';
import { NEEDS, WAIT_REASONS } from '../../phases/rules.ts';
import { PROVIDER_NAMES } from '../../provider/provider-name.ts';
import type { DataOf } from '../../text/read-json.ts';

/** The version of our rows; the Python tool wrote rows without one, and later with 2. */
export const ROW_VERSION = 3;

/** A whole number from 0 on. */
export const natural = () => z.int().check(z.nonnegative());

export const usage = () =>
  z.object({
    inputTokens: z.number(),
    cachedInputTokens: z.number(),
    outputTokens: z.number(),
  });

/** What every row has. */
export const common = () => ({
  v: z.literal(ROW_VERSION),
  timestamp: z.string(),
  iteration: natural(),
  /** The session's phase after this row. */
  phase: z.enum(PHASES),
  summary: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  needs: z.nullable(z.enum(NEEDS)),
  for: z.nullable(z.enum(WAIT_REASONS)),
  run: z.string(),
  sourcePhase: z.enum(PHASES),
  accepted: z.boolean(),
  /** Of a row that changes the phase: epoch milliseconds. No row of an earlier version has it. */
  entered: z.optional(z.number()),
});

/** The cost of an iteration or a run: reported, or computed from tokens. */
export const spent = () => ({
  usage: z.nullable(usage()),
  costUsd: z.nullable(z.number()),
  /** The computed part of it, and the day of the prices. */
  pricedUsd: z.optional(z.number()),
  pricesOf: z.optional(z.string()),
});

/** The earlier runs whose attempts of the iteration the row sums up, too (`samocode work`). */
export const runs = () => z.optional(z.array(z.string()));

/** Why attempts were followed by a fresh one: a spoilt conversation, a login or program under renewal. */
export const fresh = () => z.optional(z.array(z.string()));

/** The provider that would have worked, and why the other one did. */
export const takeover = () => z.object({ from: z.enum(PROVIDER_NAMES), reason: z.string() });
export type Takeover = DataOf<ReturnType<typeof takeover>>;
