import type { FreshTry, Outcome } from '../../../domain/provider/outcome.ts';
import type { ProcessEnd } from '../../../domain/provider/process-end.ts';
import { WRONG_KEY_TEXT } from '../failure-rules.ts';
import { because, MISSING_PROGRAM_TEXT } from '../process-end.ts';

interface StartUpRule {
  readonly line: RegExp;
  readonly kind: 'person' | 'permanent';
  readonly what: string;
  readonly cure: string;
  readonly fresh?: FreshTry;
}

const REJECTED_ARGS = {
  kind: 'permanent',
  what: 'the CLI rejected its command line',
  cure: 'check CODEX_EXTRA_ARGS, or update Codex',
} as const;

/** What Codex says on stderr, without a line on stdout, when it does not even begin. */
const RULES: readonly StartUpRule[] = [
  {
    line: /^error: (?:unexpected argument|unrecognized subcommand|invalid value|a value is required)|unknown feature flag/i,
    ...REJECTED_ARGS,
  },
  {
    line: /not inside a trusted directory/i,
    kind: 'permanent',
    what: 'the working directory is not trusted',
    cure: 'run `codex` there once, or check CODEX_EXTRA_ARGS',
  },
  {
    line: /no prompt provided|input exceeds the maximum length/i,
    kind: 'permanent',
    what: 'the CLI did not take the prompt',
    cure: 'shorten the task; long material belongs into a file',
  },
  {
    line: WRONG_KEY_TEXT,
    kind: 'person',
    what: 'the API key is wrong',
    cure: 'check CODEX_API_KEY, or run `codex login`',
  },
  {
    line: /\b(?:token|session) could not be refreshed\b|\b401 unauthorized\b/i,
    kind: 'person',
    what: 'not logged in',
    cure: 'run `codex login`, or set CODEX_API_KEY',
    fresh: 'renewal',
  },
  {
    line: /not logged in|missing environment variable/i,
    kind: 'person',
    what: 'not logged in',
    cure: 'run `codex login`, or set CODEX_API_KEY',
  },
  {
    line: /missing optional dependency/i,
    kind: 'permanent',
    what: 'Codex is not completely installed',
    cure: 'install it again, or set CODEX_PATH',
    fresh: 'renewal',
  },
  {
    line: /^error loading config|^error: model provider\b|\bconfig\.toml:\d+/i,
    kind: 'permanent',
    what: 'the configuration of Codex is not valid',
    cure: 'fix config.toml in CODEX_HOME, or CODEX_EXTRA_ARGS',
  },
  {
    line: MISSING_PROGRAM_TEXT,
    kind: 'permanent',
    what: 'the CLI cannot run',
    cure: 'check PATH (it needs node) and CODEX_PATH',
    fresh: 'renewal',
  },
];

/** A thread without a turn: the one failure that comes after the first event and still only on stderr. */
const TURN_NOT_STARTED = /^error: turn\/start/i;

/**
 * The class of a failure to begin; undefined when neither stderr nor exit code tell. Once a thread
 * `hasStarted`, stderr is no error channel but for the failure to start its turn.
 */
export function startUpFailure(end: ProcessEnd, hasStarted: boolean): Outcome | undefined {
  const lines = end.stderrTail
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('WARNING'))
    .filter((line) => !hasStarted || TURN_NOT_STARTED.test(line));
  for (const { line: pattern, kind, what, cure, fresh } of RULES) {
    const line = lines.find((it) => pattern.test(it));
    if (line !== undefined) {
      return { kind, reason: because(what, line), cure, ...(fresh !== undefined && { fresh }) };
    }
  }
  if (hasStarted || end.exitCode !== 2) return undefined;
  const { kind, what, cure } = REJECTED_ARGS;
  return { kind, reason: because(what, lines[0] ?? ''), cure };
}
