import * as z from 'zod/mini';
import type { DataOf } from '../../../domain/text/read-json.ts';
import { jsonOfLine } from '../json-line.ts';
import { anyFields, count, flag, lenient, text } from '../lenient.ts';

const windowInfo = z.object({ utilization: count, resetsAt: count });

const limitInfo = z.object({
  status: text,
  resetsAt: count,
  rateLimitType: text,
  utilization: count,
  isUsingOverage: flag,
  unifiedWindows: lenient(z.record(z.string(), lenient(windowInfo))),
});

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
  costBasis: text,
});

/** A tool call, in an assistant's message (`name`, `input`) or in a list of denials. */
const TOOL_CALL = { name: text, tool_name: text, input: anyFields, tool_input: anyFields };
const toolCall = z.object(TOOL_CALL);

const block = z.object({ ...TOOL_CALL, type: text, text });

/** A message of which not even the content can be read is one without any. */
const content = z.catch(z.array(block), []);
const message = z.union([z.string(), z.object({ content })]);

/**
 * One line of `--output-format stream-json`: every field of any type of line that is read, none
 * required but `type`; a field of the wrong type counts as absent.
 */
const claudeLine = z.object({
  type: text,
  subtype: text,
  parent_tool_use_id: text,
  // system/init
  session_id: text,
  model: text,
  apiKeySource: text,
  claude_code_version: text,
  permissionMode: text,
  mcp_servers: lenient(z.array(z.object({ name: text, status: text, error: text }))),
  plugin_errors: lenient(z.array(z.unknown())),
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
  lost: lenient(z.array(z.string())),
  // system/informational
  tag: text,
  // assistant, and what went wrong with it
  message: lenient(message),
  error: text,
  api_error: text,
  api_error_status: count,
  api_error_type: text,
  // rate_limit_event
  rate_limit_info: lenient(limitInfo),
  // result
  is_error: flag,
  result: text,
  errors: lenient(z.array(z.unknown())),
  terminal_reason: text,
  stop_reason: text,
  result_index: count,
  num_turns: count,
  permission_denials: lenient(z.array(toolCall)),
  total_cost_usd: count,
  usage: lenient(tokens),
  modelUsage: lenient(z.record(z.string(), modelTokens)),
});

export type ClaudeLine = DataOf<typeof claudeLine> & { readonly type: string };
export type ClaudeLimitInfo = DataOf<typeof limitInfo>;
export type ClaudeBlock = DataOf<typeof block>;
export type ClaudeToolCall = DataOf<typeof toolCall>;

/** A line as far as it is understood; undefined when it holds no JSON object with a `type`. */
export function readClaudeLine(line: string): ClaudeLine | undefined {
  const read = z.safeParse(claudeLine, jsonOfLine(line)).data;
  return read?.type === undefined ? undefined : { ...read, type: read.type };
}
