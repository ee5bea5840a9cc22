/**
 * The ways a provider's turn, or its start, can fail (provider-clis.md 4.2 and 5). Which of them a
 * CLI has, and how it says them, is the stand-in's: lab/stand-in/claude.ts, lab/stand-in/codex.ts.
 */
export const FAILURES = [
  'overloaded',
  'rate-limited',
  'server-error',
  'network',
  'stream-cut',
  'max-output',
  'max-turns',
  'budget',
  'login-expired',
  'wrong-key',
  'not-logged-in',
  'forbidden',
  'credits',
  'not-in-plan',
  'refusal',
  'unknown-model',
  'bad-request',
  'too-long',
  'too-large',
  'unknown-flag',
  'unknown-agent',
  'root',
  'untrusted-folder',
  'not-installed',
] as const;

export type Failure = (typeof FAILURES)[number];
