import * as z from 'zod/mini';
import type { Usage } from '../../../domain/provider/agent-event.ts';
import type { DataOf } from '../../../domain/text/read-json.ts';
import { count, lenient } from '../lenient.ts';

/** Tokens in Codex's own words, in its events and in its logs. */
export const tokens = lenient(
  z.object({ input_tokens: count, cached_input_tokens: count, output_tokens: count }),
);

export function usageOf(told: NonNullable<DataOf<typeof tokens>>): Usage {
  return {
    inputTokens: told.input_tokens ?? 0,
    cachedInputTokens: told.cached_input_tokens ?? 0,
    outputTokens: told.output_tokens ?? 0,
  };
}
