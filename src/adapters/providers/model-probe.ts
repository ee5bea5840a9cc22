import type { ModelChoice } from '../../domain/models/profiles.ts';
import type { Outcome } from '../../domain/provider/outcome.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import type { ToolResult } from '../tool.ts';
import { PROVIDERS } from './providers.ts';

/** A few tokens are paid for the answer. */
const QUESTION = 'Answer with the word ok. Use no tools.';

/** The arguments with which a CLI asks a model one tiny question; it may change nothing. */
export function probeArgs(provider: ProviderName, { model, effort }: ModelChoice) {
  return provider === 'claude'
    ? [
        ...['-p', '--output-format', 'stream-json', '--verbose', '--max-turns', '1'],
        ...(model === undefined ? [] : ['--model', model]),
        ...(effort === undefined ? [] : ['--effort', effort]),
        QUESTION,
      ]
    : [
        ...['exec', '--json', '--skip-git-repo-check', '--sandbox', 'read-only'],
        ...['--disable', 'unbounded_connection_retries', '-c', 'analytics.enabled=false'],
        ...(model === undefined ? [] : ['-m', model]),
        ...(effort === undefined ? [] : ['-c', `model_reasoning_effort=${JSON.stringify(effort)}`]),
        QUESTION,
      ];
}

/** The result of the question, as of an attempt. */
export function probeOutcome(
  provider: ProviderName,
  { ok, stdout, stderr, problem }: ToolResult,
  now: number,
): Outcome {
  const cli = PROVIDERS[provider];
  const end = {
    cause: problem === undefined ? 'exited' : 'timeout',
    exitCode: ok ? 0 : 1,
    ...{ signal: undefined, stderrTail: stderr, durationMs: 0, swept: 0 },
  } as const;
  const events = stdout.split('\n').flatMap((line) => cli.parse(line));
  return cli.judge({ events, end, now });
}
