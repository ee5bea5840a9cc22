import type { ProviderName } from '../../../src/domain/provider/provider-name.ts';
import type { Reply } from './model.ts';

/** How each API says no, in its own words. */
export interface ApiFailures {
  /** The key is not accepted. */
  readonly login: Reply;
  /** Too busy just now; the same request may pass the next time. */
  readonly overload: Reply;
  /** The usage window is used up until `resetsAt`, in epoch seconds. */
  usageLimit(resetsAt: number): Reply;
}

const claude: ApiFailures = {
  login: {
    kind: 'http',
    status: 401,
    headers: { 'x-should-retry': 'false' },
    body: anthropicError('authentication_error', 'invalid x-api-key'),
  },
  overload: { kind: 'http', status: 529, body: anthropicError('overloaded_error', 'Overloaded') },
  usageLimit: (resetsAt) => ({
    kind: 'http',
    status: 429,
    headers: {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(resetsAt),
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      'anthropic-ratelimit-unified-5h-status': 'rejected',
      'anthropic-ratelimit-unified-5h-reset': String(resetsAt),
      'anthropic-ratelimit-unified-5h-utilization': '1.0',
      'anthropic-ratelimit-unified-overage-status': 'rejected',
      'retry-after': String(Math.max(1, resetsAt - Math.floor(Date.now() / 1000))),
    },
    body: anthropicError('rate_limit_error', 'This request would exceed your rate limit.'),
  }),
};

const codex: ApiFailures = {
  login: {
    kind: 'http',
    status: 401,
    body: openAiError('invalid_request_error', 'Incorrect API key provided'),
  },
  overload: { kind: 'http', status: 500, body: openAiError('server_error', 'Internal error') },
  usageLimit: (resetsAt) => ({
    kind: 'http',
    status: 429,
    body: {
      error: {
        type: 'usage_limit_reached',
        message: 'The usage limit has been reached',
        plan_type: 'plus',
        resets_at: resetsAt,
        resets_in_seconds: resetsAt - Math.floor(Date.now() / 1000),
      },
    },
  }),
};

/** The failures of each provider's API. */
export const API_FAILURES = { claude, codex } as const satisfies Record<ProviderName, ApiFailures>;

function anthropicError(type: string, message: string) {
  return { type: 'error', error: { type, message } };
}

function openAiError(type: string, message: string) {
  return { error: { type, message, code: null } };
}
