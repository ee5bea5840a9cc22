import * as z from 'zod/mini';

const text = z.catch(z.optional(z.string()), undefined);
const count = z.catch(z.optional(z.number()), undefined);
const flag = z.catch(z.optional(z.boolean()), undefined);
const unknowns = z.catch(z.optional(z.array(z.unknown())), undefined);
const fields = z.catch(z.optional(z.record(z.string(), z.unknown())), undefined);

const limitInfo = z.object({ status: text, resetsAt: count, isUsingOverage: flag });

const tokens = z.object({
  input_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
  output_tokens: count,
});

const modelTokens = z.object({
  inputTokens: count,
  cacheCreationInputTokens: count,
  cacheReadInputTokens: count,
  outputTokens: count,
});

/** A tool call, in an assistant's message (`name`, `input`) or in a list of denials. */
const toolCall = z.object({
  name: text,
  tool_name: text,
  input: fields,
  tool_input: fields,
});

const block = z.extend(toolCall, { type: text, text });

/**
 * One line of `--output-format stream-json`: every field of any type of line that is read, none
 * required but `type`; a field of the wrong type counts as absent.
 */
const claudeLine = z.object({
  type: z.string(),
  subtype: text,
  parent_tool_use_id: text,
  // system/init
  session_id: text,
  model: text,
  apiKeySource: text,
  claude_code_version: text,
  // system/api_retry, permission_denied, model_fallback, status, task_progress; tool_progress
  attempt: count,
  max_retries: count,
  error_status: count,
  tool_name: text,
  elapsed_time_seconds: count,
  description: text,
  content: text,
  status: text,
  // assistant, and what went wrong with it
  message: z.catch(
    z.optional(z.union([z.object({ content: z.catch(z.array(block), []) }), z.string()])),
    undefined,
  ),
  error: text,
  api_error: text,
  api_error_status: count,
  api_error_type: text,
  // rate_limit_event
  rate_limit_info: z.catch(z.optional(limitInfo), undefined),
  // result
  is_error: flag,
  result: text,
  errors: unknowns,
  terminal_reason: text,
  stop_reason: text,
  result_index: count,
  permission_denials: z.catch(z.optional(z.array(toolCall)), undefined),
  total_cost_usd: count,
  usage: z.catch(z.optional(tokens), undefined),
  modelUsage: z.catch(z.optional(z.record(z.string(), modelTokens)), undefined),
});

export type ClaudeLine = z.infer<typeof claudeLine>;
export type ClaudeBlock = z.infer<typeof block>;
export type ClaudeToolCall = z.infer<typeof toolCall>;

/** A line as far as it is understood; undefined when it is not a JSON object with a `type`. */
export function readClaudeLine(line: string): ClaudeLine | undefined {
  try {
    return claudeLine.safeParse(JSON.parse(line)).data;
  } catch {
    // A killed process leaves a cut line; whatever else is no JSON is not the CLI's.
    return undefined;
  }
}
