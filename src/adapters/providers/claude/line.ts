import {
  anything,
  count,
  fields,
  flag,
  listOf,
  mapOf,
  text,
  type ReadBy,
  type Reader,
} from '../fields.ts';
import { jsonOfLine } from '../json-line.ts';

const anyFields = mapOf(anything);

const limitInfo = fields({ status: text, resetsAt: count, isUsingOverage: flag });

const tokens = fields({
  input_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
  output_tokens: count,
});

const modelTokens = fields({
  inputTokens: count,
  cacheCreationInputTokens: count,
  cacheReadInputTokens: count,
  outputTokens: count,
  costBasis: text,
});

/** A tool call, in an assistant's message (`name`, `input`) or in a list of denials. */
const TOOL_CALL = { name: text, tool_name: text, input: anyFields, tool_input: anyFields };
const toolCall = fields(TOOL_CALL);

const block = fields({ ...TOOL_CALL, type: text, text });

const content = fields({ content: listOf(block) });

/** A message of which not even the content can be read is one without any. */
const message: Reader<string | { readonly content: readonly ReadBy<typeof block>[] }> = (value) => {
  if (typeof value === 'string') return value;
  const found = content(value);
  return found === undefined ? undefined : { content: found.content ?? [] };
};

/**
 * One line of `--output-format stream-json`: every field of any type of line that is read, none
 * required but `type`; a field of the wrong type counts as absent.
 */
const claudeLine = fields({
  type: text,
  subtype: text,
  parent_tool_use_id: text,
  // system/init
  session_id: text,
  model: text,
  apiKeySource: text,
  claude_code_version: text,
  permissionMode: text,
  mcp_servers: listOf(fields({ name: text, status: text, error: text })),
  plugin_errors: listOf(anything),
  // system/api_retry, permission_denied, model_fallback, status, task_progress; tool_progress
  attempt: count,
  max_retries: count,
  error_status: count,
  tool_name: text,
  elapsed_time_seconds: count,
  description: text,
  content: text,
  status: text,
  // system/session_writes_lost
  error_code: text,
  lost: listOf(text),
  // system/informational
  tag: text,
  // assistant, and what went wrong with it
  message,
  error: text,
  api_error: text,
  api_error_status: count,
  api_error_type: text,
  // rate_limit_event
  rate_limit_info: limitInfo,
  // result
  is_error: flag,
  result: text,
  errors: listOf(anything),
  terminal_reason: text,
  stop_reason: text,
  result_index: count,
  permission_denials: listOf(toolCall),
  total_cost_usd: count,
  usage: tokens,
  modelUsage: mapOf(modelTokens),
});

export type ClaudeLine = ReadBy<typeof claudeLine> & { readonly type: string };
export type ClaudeBlock = ReadBy<typeof block>;
export type ClaudeToolCall = ReadBy<typeof toolCall>;

/** A line as far as it is understood; undefined when it holds no JSON object with a `type`. */
export function readClaudeLine(line: string): ClaudeLine | undefined {
  const read = claudeLine(jsonOfLine(line));
  return read?.type === undefined ? undefined : { ...read, type: read.type };
}
