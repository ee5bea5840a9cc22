import { describe, expect, it } from 'vitest';
import { type Failure, FAILURES } from '../../../lab/scenario/failures.ts';
import { claudeOutput } from '../../../lab/stand-in/claude.ts';
import type { Failing } from '../../../lab/stand-in/cli-output.ts';
import { codexOutput } from '../../../lab/stand-in/codex.ts';
import { PROVIDERS } from '../../../src/adapters/providers/providers.ts';
import type { Outcome } from '../../../src/domain/provider/outcome.ts';

const VOICES = { claude: claudeOutput('session'), codex: codexOutput('thread') };
const NOW = Date.parse('2026-11-22T10:00:00Z');

/** What samocode makes of what the stand-in says. */
function outcome(name: 'claude' | 'codex', { events, stderr = '', exit }: Failing): Outcome {
  const provider = PROVIDERS[name];
  const begun = stderr === '' ? VOICES[name].begin() : [];
  const lines = [...begun, ...events].map((event) => JSON.stringify(event));
  return provider.judge({
    events: lines.flatMap((line) => provider.parse(line)),
    end: {
      ...{ cause: 'exited', exitCode: exit, signal: undefined, stderrTail: stderr },
      ...{ durationMs: 1, swept: 0 },
    },
    now: NOW,
  });
}

/** provider-clis: what only a person can cure, and what will fail the same way again. */
const CLASSES: Partial<Record<Failure, Outcome['kind']>> = {
  'login-expired': 'person',
  'wrong-key': 'person',
  'not-logged-in': 'person',
  forbidden: 'person',
  credits: 'person',
  'not-in-plan': 'person',
  refusal: 'person',
  budget: 'person',
  'unknown-model': 'permanent',
  'bad-request': 'permanent',
  'too-long': 'permanent',
  'too-large': 'permanent',
  'unknown-flag': 'permanent',
  'unknown-agent': 'permanent',
  root: 'permanent',
  'untrusted-folder': 'permanent',
  'not-installed': 'permanent',
};

describe.each(['claude', 'codex'] as const)('%s, as the stand-in speaks it', (name) => {
  it.each(FAILURES)('%s is classed as the real one', (failure) => {
    const failing = VOICES[name].fail(failure);
    if (failing === undefined) return;
    expect(outcome(name, failing).kind).toBe(CLASSES[failure] ?? 'overload');
  });

  it.each([5, 59, 600, 86_400])('a limit of %i s is read with its reset', (seconds) => {
    const at = NOW + seconds * 1000;
    const read = outcome(name, VOICES[name].limit({ at, now: NOW, unit: 's' }));
    expect(read.kind).toBe('limit');
    const until = read.kind === 'limit' ? (read.until ?? 0) : 0;
    expect(Math.abs(until - at)).toBeLessThanOrEqual(60_000);
    if (seconds < 60) expect(until).toBe(at);
  });

  it('a limit without a reset is read as one', () => {
    const read = outcome(name, VOICES[name].limit({ at: undefined, now: NOW, unit: 's' }));
    expect(read).toMatchObject({ kind: 'limit' });
    expect(read).not.toHaveProperty('until');
  });

  it('a good end is one, whatever a tool printed before', () => {
    const cli = VOICES[name];
    const toolCall = { tool: 'Bash', what: 'ls', result: "You've hit your usage limit" };
    const events = [
      ...cli.toolCall(toolCall, 1),
      ...cli.tool('ls'),
      ...cli.retrying(),
      ...cli.good('ok'),
    ];
    expect(outcome(name, { events, exit: 0 }).kind).toBe('ok');
  });
});

it('every failure belongs to some CLI', () => {
  const nobodys = FAILURES.filter((failure) =>
    Object.values(VOICES).every((cli) => cli.fail(failure) === undefined),
  );
  expect(nobodys).toEqual([]);
});
