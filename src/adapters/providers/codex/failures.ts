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
import { type ResetFields, resetFrom } from './reset-fields.ts';
import { retryTime } from './retry-time.ts';

/** What `turn.failed`, or the last error, said. */
export interface CodexFailure extends ResetFields {
  readonly code?: string;
  readonly status?: number;
  readonly text: string;
}

const LOGIN_CURE = 'run `codex login`, or set CODEX_API_KEY';

/** provider-clis.md section 5 and spec section 8, from the particular to the general: the first that fits. */
const RULES: readonly FailureRule[] = [
  {
    codes: ['insufficient_quota', 'usage_not_included', 'billing_hard_limit_reached'],
    statuses: (status) => status === 402,
    text: new RegExp(
      `\\bquota exceeded\\b|\\bexceeded your current quota\\b|\\bwith your chatgpt plan\\b|${moneyTexts('codex')}`,
      'i',
    ),
    outcome: person('credits or billing', 'add credits or change the plan, or use another login'),
  },
  {
    codes: ['invalid_api_key'],
    text: WRONG_KEY_TEXT,
    outcome: person('the API key is wrong', 'check CODEX_API_KEY, or run `codex login`'),
  },
  {
    codes: ['context_length_exceeded', 'string_above_max_length'],
    statuses: (status) => status === 413,
    text: /\bran out of room\b|\bcontext_length_exceeded\b|\binput exceeds the maximum length\b/i,
    outcome: permanent(
      'the prompt is too long',
      'shorten the task or the files that the prompt includes',
      'conversation',
    ),
  },
  ...networkRules('OPENAI_BASE_URL'),
  {
    // Another process may have renewed the login: the next process reads the new token.
    codes: ['token_expired'],
    statuses: (status) => status === 401,
    text: /\b(?:token|session) could not be refreshed\b|\b(?:log|sign) ?(?:in|out) again\b|\b401 unauthorized\b/i,
    outcome: person('not logged in', LOGIN_CURE, 'renewal'),
  },
  {
    statuses: (status) => status === 403,
    text: /^missing environment variable\b|\bnot logged in\b/i,
    outcome: person('not logged in', LOGIN_CURE),
  },
  {
    codes: ['content_filter', 'invalid_prompt', 'cyber_policy_violation'],
    text: /\breason: content_filter\b|\bflagged\b|\busage polic(?:y|ies)\b/i,
    outcome: person(
      'the model refused',
      'reword the task, or set another CODEX_MODEL',
      'conversation',
    ),
  },
  {
    statuses: (status) => status === 408 || status === 409 || status === 429 || status >= 500,
    text: /\brate limit\b|\bhigh demand\b|\bat capacity\b/i,
    outcome: overload('the API is overloaded'),
  },
  {
    text: /^connection failed\b|^stream disconnected\b.{0,60}\berror sending request\b/i,
    outcome: unreachable('the API cannot be reached'),
  },
  {
    text: /^stream disconnected\b|\bidle timeout\b/i,
    outcome: overload('the connection to the API failed'),
  },
  {
    text: /\breason: max_output_tokens\b/i,
    outcome: overload('the answer was cut at its longest'),
  },
  {
    codes: ['model_not_found'],
    text: /\bmodel\b.{0,100}\b(?:does not exist|not found|is not supported|requires a newer version)\b/i,
    outcome: permanent('the model is unknown', 'set CODEX_MODEL to a model of this account'),
  },
  {
    codes: ['invalid_request_error'],
    statuses: (status) => status >= 400,
    outcome: permanent(
      'the API rejected the request',
      'read the message: samocode logs',
      'conversation',
    ),
  },
];

/** The class of a failed turn. `now` (epoch milliseconds) is for resets given as a clock time. */
export function classifyFailure(failure: CodexFailure, now: number): Outcome {
  const { code, status, text } = failure;
  const reset = resetFrom(failure, now);
  const limit = usageLimit(text, reset ?? retryTime(text, now), limitedModel('codex', text));
  if (limitTextOf('codex', text)?.kind === 'window' || code === 'usage_limit_reached') return limit;
  const codes = code === undefined ? [] : [code];
  const outcome = firstOutcome(RULES, { codes, status, text });
  // What passes by itself, and says when: a window.
  return outcome.kind === 'overload' && reset !== undefined ? limit : outcome;
}
