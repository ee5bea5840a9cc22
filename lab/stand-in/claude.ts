import type { Failure } from '../scenario/failures.ts';
import type { CliOutput, Failing, Reset } from './cli-output.ts';

/** Claude Code's stream-json, as 2.1.330 prints it. */
export function claudeOutput(agentSession: string): CliOutput {
  const startedMs = performance.now();
  const event = (fields: object): object => ({ ...fields, session_id: agentSession });
  const message = (role: 'assistant' | 'user', block: object, more: object = {}): object =>
    event({ type: role, message: { role, content: [block] }, parent_tool_use_id: null, ...more });
  const result = (fields: object): object =>
    event({
      type: 'result',
      num_turns: 1,
      duration_ms: Math.round(performance.now() - startedMs),
      total_cost_usd: 0,
      usage: { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 },
      permission_denials: [],
      result_index: 0,
      ...fields,
    });
  const toolUse = (id: string, name: string, input: object): object =>
    message('assistant', { type: 'tool_use', id, name, input });
  /** The error as the model's words, then as the result. */
  const failing = (text: string, words: object, verdict: object = {}): Failing => ({
    events: [
      message('assistant', { type: 'text', text }, { is_api_error_message: true, ...words }),
      result({
        ...{ subtype: 'success', is_error: true, result: text, terminal_reason: 'api_error' },
        ...{ stop_reason: 'stop_sequence', ...verdict },
      }),
    ],
    exit: 1,
  });
  return {
    begin: () => [
      event({
        ...{ type: 'system', subtype: 'init', cwd: process.cwd(), model: 'stand-in' },
        ...{ apiKeySource: 'none', claude_code_version: 'stand-in' },
      }),
    ],
    toolCall: ({ tool, what, result: content }, number) => {
      const id = `stand_in_${number}`;
      const input = tool === 'Bash' ? { command: what } : { file_path: what };
      const block = { type: 'tool_result', tool_use_id: id, content, is_error: false };
      return [toolUse(id, tool, input), message('user', block)];
    },
    tool: (command) => [toolUse('stand_in_tool', 'Bash', { command })],
    good: (text) => [
      result({
        ...{ subtype: 'success', is_error: false, result: text },
        ...{ stop_reason: 'end_turn', terminal_reason: 'completed' },
      }),
    ],
    retrying: () => [
      event({
        ...{ type: 'system', subtype: 'api_retry', attempt: 1, max_retries: 10 },
        ...{ retry_delay_ms: 512, error_status: 529, error: 'overloaded' },
      }),
    ],
    fail: (failure) => {
      const stderr = START_FAILURES[failure];
      if (stderr !== undefined) return { events: [], stderr, exit: 1 };
      const stop = STOPS[failure];
      if (stop !== undefined) return { events: [result({ is_error: true, ...stop })], exit: 1 };
      const api = API_FAILURES[failure];
      return api === undefined ? undefined : failing(...api);
    },
    limit: (reset) => {
      const info = { status: 'rejected', rateLimitType: 'five_hour', isUsingOverage: false };
      const rateLimit = { ...info, ...(reset.at !== undefined && { resetsAt: resetsAt(reset) }) };
      const { events, exit } = failing(
        `You've hit your 5-hour limit${reset.at === undefined ? '' : ` · resets ${clock(reset.at)} (UTC)`}`,
        { error: 'rate_limit', api_error: 'usage_limit_reached', api_error_status: 429 },
        { api_error: 'usage_limit_reached', api_error_status: 429 },
      );
      const told = event({ type: 'rate_limit_event', rate_limit_info: rateLimit });
      return { events: [told, ...events], exit };
    },
  };
}

function resetsAt({ at = 0, unit }: Reset): number {
  return unit === 'ms' ? at : Math.ceil(at / 1000);
}

function clock(ms: number): string {
  const at = new Date(ms);
  const [hour, minute] = [at.getUTCHours(), String(at.getUTCMinutes()).padStart(2, '0')];
  return `${hour % 12 === 0 ? 12 : hour % 12}:${minute}${hour < 12 ? 'am' : 'pm'}`;
}

type Table<Value> = Readonly<Partial<Record<Failure, Value>>>;

function api(
  text: string,
  error: string,
  [status, type]: readonly [number | null, string?] = [null],
): readonly [string, object, object] {
  const facts = { api_error_status: status, ...(type !== undefined && { api_error_type: type }) };
  return [text, { error, ...facts }, facts];
}

const CONNECTION = { api_error: 'connection_failed', api_error_status: null };
const MAX_OUTPUT = "API Error: Claude's response exceeded the 128000 output token maximum.";
const REFUSED = "API Error: the model's safeguards flagged this message.";

/** The API's answer: text, fields of the message, fields of the result. */
const API_FAILURES: Table<readonly [string, object, object]> = {
  overloaded: api('API Error: 529 Overloaded', 'server_error', [529, 'overloaded_error']),
  'rate-limited': api(
    'API Error: Request rejected (429) · This request would exceed your rate limit.',
    'rate_limit',
    [429, 'rate_limit_error'],
  ),
  'server-error': api('API Error: 500 Internal server error', 'server_error', [500, 'api_error']),
  network: ['API Error: Connection error.', { error: 'server_error', ...CONNECTION }, CONNECTION],
  'max-output': [
    MAX_OUTPUT,
    { error: 'max_output_tokens', api_error: 'max_output_tokens' },
    { api_error: 'max_output_tokens', api_error_status: null },
  ],
  'login-expired': api(
    'Failed to authenticate. API Error: 401 OAuth token has expired.',
    'authentication_failed',
    [401, 'authentication_error'],
  ),
  'not-logged-in': api('Not logged in · Please run /login', 'authentication_failed'),
  forbidden: api('API Error: 403 Forbidden', 'authentication_failed', [403, 'permission_error']),
  credits: api('Credit balance is too low', 'billing_error', [400, 'invalid_request_error']),
  refusal: [REFUSED, { error: 'invalid_request' }, { stop_reason: 'refusal' }],
  'unknown-model': api(
    "There's an issue with the selected model. It may not exist.",
    'model_not_found',
    [404, 'not_found_error'],
  ),
  'bad-request': api('API Error: 400 Invalid something', 'unknown', [400, 'invalid_request_error']),
  'too-long': [
    'Prompt is too long · the request is ~210000 tokens (limit 200000)',
    { error: 'invalid_request', api_error_status: 400 },
    { api_error_status: 400, terminal_reason: 'prompt_too_long' },
  ],
  'too-large': [
    'API Error: 413 Request too large',
    { error: 'invalid_request', api_error_status: 413 },
    { api_error_status: 413, terminal_reason: 'image_error' },
  ],
};

/** Ends without an answer of the API: only a result. */
const STOPS: Table<object> = {
  'stream-cut': { subtype: 'error_during_execution', errors: ['[ede_diagnostic] overloaded'] },
  'max-turns': {
    ...{ subtype: 'error_max_turns', terminal_reason: 'max_turns' },
    errors: ['Reached maximum number of turns (300)'],
  },
  budget: {
    ...{ subtype: 'error_max_budget_usd', terminal_reason: 'budget_exhausted' },
    errors: ['Reached maximum budget ($0.001)'],
  },
};

/** Never begins: a line on stderr and nothing on stdout. */
const START_FAILURES: Table<string> = {
  'unknown-flag': "error: unknown option '--no-such-flag'",
  'unknown-agent': "--agent 'samocode:x' not found. Available agents: claude, Explore, Plan",
  root: '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons',
  'not-installed': 'claude native binary not installed',
};
