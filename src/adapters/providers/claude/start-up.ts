import type { FreshTry, Outcome } from '../../../domain/provider/outcome.ts';
import { WRONG_KEY_TEXT } from '../failure-rules.ts';
import { because, MISSING_PROGRAM_TEXT } from '../process-end.ts';

interface StartUpRule {
  readonly line: RegExp;
  readonly what: string;
  /** A person has to act; else samocode's command or the installation is wrong. */
  readonly isPersons?: true;
  /** Absent: the next attempt may do better. */
  readonly cure?: string;
  readonly fresh?: FreshTry;
}

/** What Claude says on stderr, without a line on stdout, when it does not even begin. */
const RULES: readonly StartUpRule[] = [
  {
    line: /session id .* is already in use/i,
    what: 'the session id was taken; the next attempt has a fresh one',
  },
  {
    line: /unknown option|too many arguments|^error: (?:option|command-argument)/i,
    what: 'the CLI rejected its command line',
    cure: 'check CLAUDE_EXTRA_ARGS, or update Claude Code',
  },
  {
    line: /--agent .* not found/i,
    what: 'the agent is missing',
    cure: 'install samocode again: its agents folder is not complete',
  },
  {
    line: /cannot be used with root/i,
    what: 'Claude Code refuses to run as root',
    cure: 'run as a normal user, or set SAMOCODE_PERMISSIONS=accept-edits',
  },
  {
    line: /native binary not installed/i,
    what: 'Claude Code is not completely installed',
    cure: 'install it again without --ignore-scripts, or set CLAUDE_PATH',
    fresh: 'renewal',
  },
  {
    line: /unrecognized_model/i,
    what: 'the model is unknown',
    cure: 'set CLAUDE_MODEL to a model of this account',
  },
  {
    line: WRONG_KEY_TEXT,
    what: 'the API key is wrong',
    isPersons: true,
    cure: 'check ANTHROPIC_API_KEY, or run `claude /login`',
  },
  {
    line: /\berror:? 401\b|token (?:has been )?(?:expired|revoked)|token could not be refreshed|login expired/i,
    what: 'not logged in',
    isPersons: true,
    cure: 'run `claude /login`, or set ANTHROPIC_API_KEY',
    fresh: 'renewal',
  },
  {
    line: /please run \/login/i,
    what: 'not logged in',
    isPersons: true,
    cure: 'run `claude /login`, or set ANTHROPIC_API_KEY',
  },
  {
    line: /piped stdin input exceeds/i,
    what: 'the prompt is too long',
    cure: 'shorten the task; long material belongs into a file',
  },
  {
    line: /input must be provided|(?:settings|prompt) file not found|^error: .*(?:settings|mcp config)/i,
    what: 'the CLI lacks something it was told to use',
    cure: 'check CLAUDE_EXTRA_ARGS',
  },
  {
    line: MISSING_PROGRAM_TEXT,
    what: 'the CLI cannot run',
    cure: 'check PATH and CLAUDE_PATH',
    fresh: 'renewal',
  },
];

/** The class of a failure before the first event; undefined when stderr says nothing known. */
export function startUpFailure(stderr: string): Outcome | undefined {
  const lines = stderr.split('\n').map((line) => line.trim());
  for (const { line: pattern, what, cure, fresh, isPersons } of RULES) {
    const line = lines.find((it) => pattern.test(it));
    if (line === undefined) continue;
    const reason = because(what, line);
    if (cure === undefined) return { kind: 'overload', reason };
    const kind = isPersons === true ? 'person' : 'permanent';
    return { kind, reason, cure, ...(fresh !== undefined && { fresh }) };
  }
  return undefined;
}
