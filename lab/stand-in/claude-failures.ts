import type { Failure } from '../scenario/failures.ts';

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
export const API_FAILURES: Table<readonly [string, object, object]> = {
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
  'wrong-key': api(
    'Failed to authenticate. API Error: 401 invalid x-api-key',
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
export const STOPS: Table<object> = {
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
export const START_FAILURES: Table<string> = {
  'unknown-flag': "error: unknown option '--no-such-flag'",
  'unknown-agent': "--agent 'samocode:x' not found. Available agents: claude, Explore, Plan",
  root: '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons',
  'not-installed': 'claude native binary not installed',
};
