import type { AgentEvent, Usage } from '../../../domain/provider/agent-event.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { ACTIVITY_LIMIT, REASON_LIMIT } from '../limits.ts';
import { toolText } from './activity.ts';
import type { ClaudeLine } from './line.ts';
import { priceWarnings } from './warnings.ts';

/** Why a turn ended, where that tells more than the API's own error type. */
const TELLING_TERMINAL_REASONS: readonly (string | undefined)[] = [
  'prompt_too_long',
  'blocking_limit',
  'image_error',
  'budget_exhausted',
  'max_turns',
];

/** The end of a turn, after the denials of the run where the CLI announced them nowhere else. */
export function resultEvents(line: ClaudeLine): readonly AgentEvent[] {
  // `subtype: "success"` is also said of API failures.
  const ok = line.is_error === false;
  const code = ok ? undefined : failureCode(line);
  const usage = usageOf(line);
  const unpriced = unpricedModels(line);
  return [
    ...denials(line),
    ...priceWarnings(unpriced),
    {
      kind: 'finished',
      ok,
      ...(code !== undefined && { code: printableWords(code, ACTIVITY_LIMIT) }),
      ...(line.api_error_status !== undefined && { status: line.api_error_status }),
      text: printableWords(line.result ?? errorText(line), REASON_LIMIT),
      ...costOf(line, unpriced),
      ...(usage !== undefined && { usage }),
      ...turnsOf(line, code),
    },
  ];
}

/** After a refusal the CLI tries once more by itself, and counts that as a turn. */
function turnsOf(
  { num_turns: turns }: ClaudeLine,
  code: string | undefined,
): { readonly turns?: number } {
  if (turns === undefined) return {};
  return { turns: code === 'refusal' ? turns - 1 : turns };
}

/** With a basis other than the list the sum has a price that is another model's. */
function unpricedModels({ modelUsage = {} }: ClaudeLine): readonly string[] {
  return Object.entries(modelUsage).flatMap(([model, { costBasis }]) =>
    costBasis === undefined || costBasis === 'list' ? [] : model,
  );
}

function costOf(
  { total_cost_usd: costUsd }: ClaudeLine,
  unpriced: readonly string[],
): { readonly costUsd?: number; readonly isCostUnknown?: true } {
  if (unpriced.length > 0) return { isCostUnknown: true };
  return costUsd === undefined || costUsd < 0 ? {} : { costUsd };
}

/** The most telling of the many fields that may say why. */
function failureCode(line: ClaudeLine): string | undefined {
  if (line.subtype?.startsWith('error_max_') === true) return line.subtype;
  if (line.stop_reason === 'refusal') return 'refusal';
  if (line.api_error !== undefined) return line.api_error;
  if (TELLING_TERMINAL_REASONS.includes(line.terminal_reason)) return line.terminal_reason;
  return line.api_error_type ?? (line.subtype === 'success' ? undefined : line.subtype);
}

function errorText(line: ClaudeLine): string {
  return (line.errors ?? []).filter((it) => typeof it === 'string').join(' ');
}

/** A CLI that numbers its results also printed each denial when it happened; older ones only here. */
function denials(line: ClaudeLine): readonly AgentEvent[] {
  if (line.result_index !== undefined) return [];
  return (line.permission_denials ?? []).map((call) => ({
    kind: 'denied',
    text: printableWords(toolText(call), REASON_LIMIT),
  }));
}

/**
 * The usage of all models and subagents if the CLI reports it, otherwise of the main thread; counts
 * all input, cached or not.
 */
function usageOf(line: ClaudeLine): Usage | undefined {
  const models = Object.values(line.modelUsage ?? {});
  if (models.length > 0) {
    return models.reduce<Usage>(
      (sum, it) =>
        added(sum, {
          input: it.inputTokens,
          written: it.cacheCreationInputTokens,
          cached: it.cacheReadInputTokens,
          output: it.outputTokens,
        }),
      NO_TOKENS,
    );
  }
  if (line.usage === undefined) return undefined;
  return added(NO_TOKENS, {
    input: line.usage.input_tokens,
    written: line.usage.cache_creation_input_tokens,
    cached: line.usage.cache_read_input_tokens,
    output: line.usage.output_tokens,
  });
}

const NO_TOKENS: Usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

type Counts = Readonly<Record<'input' | 'written' | 'cached' | 'output', number | undefined>>;

function added(sum: Usage, { input = 0, written = 0, cached = 0, output = 0 }: Counts): Usage {
  return {
    inputTokens: sum.inputTokens + input + written + cached,
    cachedInputTokens: sum.cachedInputTokens + cached,
    outputTokens: sum.outputTokens + output,
  };
}
