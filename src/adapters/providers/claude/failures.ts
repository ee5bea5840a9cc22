import type { Outcome } from '../../../domain/provider/outcome.ts';
import {
  type FailureRule,
  firstOutcome,
  networkRules,
  overload,
  permanent,
  person,
  unreachable,
  usageLimit,
  WRONG_KEY_TEXT,
} from '../failure-rules.ts';
import { limitedModel, limitTextOf, moneyTexts } from '../limit-texts.ts';
import { resetTime } from './reset-time.ts';

/** The errors that the CLI reported for the last turn. */
export interface ClaudeFailure {
  readonly codes: readonly string[];
  readonly status: number | undefined;
  readonly text: string;
  /** The last event that said a usage window is used up. */
  readonly limit: { readonly until?: number; readonly model?: string } | undefined;
}

const LOGIN_CURE = 'run `claude /login`, or set ANTHROPIC_API_KEY';

/** provider-clis.md 4.2 and spec section 8, from the particular to the general: the first that fits. */
const RULES: readonly FailureRule[] = [
  {
    codes: ['error_max_budget_usd', 'budget_exhausted'],
    outcome: person('the cost bound is used up', 'raise --max-cost or SAMOCODE_MAX_COST_PER_DAY'),
  },
  {
    codes: ['error_max_turns', 'max_turns'],
    outcome: overload('reached the turn limit (CLAUDE_MAX_TURNS)'),
  },
  {
    codes: ['refusal'],
    outcome: person(
      'the model refused',
      'reword the task, or set another CLAUDE_MODEL',
      'conversation',
    ),
  },
  {
    codes: ['prompt_too_long', 'blocking_limit', 'image_error', 'request_too_large'],
    statuses: (status) => status === 413,
    text: /\bprompt is too long\b/i,
    outcome: permanent(
      'the prompt is too long',
      'shorten the task or the files that the prompt includes',
      'conversation',
    ),
  },
  {
    codes: ['billing_error'],
    statuses: (status) => status === 402,
    text: new RegExp(`\\bcredit balance is too low\\b|${moneyTexts('claude')}`, 'i'),
    outcome: person('credits or billing', 'add credits to the account, or use another login'),
  },
  {
    text: WRONG_KEY_TEXT,
    outcome: person('the API key is wrong', 'check ANTHROPIC_API_KEY, or run `claude /login`'),
  },
  ...networkRules('ANTHROPIC_BASE_URL'),
  {
    // Another process may have renewed the login: the next process reads the new token.
    statuses: (status) => status === 401,
    text: /\berror:? 401\b|\berror:? 403 .{0,60}\brequest not allowed\b|\b401 unauthorized\b|\btoken (?:has )?(?:been )?(?:expired|revoked)\b|\btoken could not be refreshed\b|\b(?:login|session) (?:has )?expired\b/i,
    outcome: person('not logged in', LOGIN_CURE, 'renewal'),
  },
  {
    codes: ['authentication_failed', 'authentication_error', 'permission_error'],
    statuses: (status) => status === 403,
    text: /\bplease run \/login\b/i,
    outcome: person('not logged in', LOGIN_CURE),
  },
  {
    codes: ['model_not_found', 'not_found_error'],
    statuses: (status) => status === 404,
    outcome: permanent('the model is unknown', 'set CLAUDE_MODEL to a model of this account'),
  },
  { codes: ['max_output_tokens'], outcome: overload('the answer was cut at its longest') },
  {
    codes: ['rate_limit', 'rate_limit_error', 'server_error', 'overloaded', 'overloaded_error'],
    statuses: (status) => status === 408 || status === 409 || status === 429 || status >= 500,
    outcome: overload('the API is overloaded'),
  },
  { codes: ['connection_failed'], outcome: unreachable('the API cannot be reached') },
  {
    codes: ['invalid_request', 'invalid_request_error'],
    statuses: (status) => status >= 400,
    outcome: permanent(
      'the API rejected the request',
      'read the message: samocode logs',
      'conversation',
    ),
  },
];

/** The class of a failed turn. `now` (epoch milliseconds) is for resets given as a clock time. */
export function classifyFailure(failure: ClaudeFailure, now: number): Outcome {
  const { text, limit } = failure;
  if (isUsageLimit(failure)) {
    const model = limit?.model ?? limitedModel('claude', text);
    return usageLimit(text, limit?.until ?? resetTime(text, now), model);
  }
  return firstOutcome(RULES, failure);
}

/** A 429 alone is overload, even one that asks for an hour: only a window has a reset. */
function isUsageLimit({ codes, status, text, limit }: ClaudeFailure): boolean {
  if (codes.includes('usage_limit_reached')) return true;
  const isSaid = limitTextOf('claude', text)?.kind === 'window';
  if (limit === undefined && !isSaid) return false;
  const nothingElse = codes.length === 0 && status === undefined;
  return nothingElse || status === 429 || codes.includes('rate_limit');
}
