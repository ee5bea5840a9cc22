import { expect, it } from 'vitest';
import { claude } from '../../../../src/adapters/providers/claude/claude.ts';
import { NOW } from '../fixtures.ts';
import { transcriptsOf } from '../transcripts.ts';

const text = (part: RegExp) => expect.stringMatching(part) as string;
const ok = (said: string) => ({ kind: 'ok', text: said });
const overload = (reason: RegExp) => ({ kind: 'overload', reason: text(reason) });
const person = (reason: RegExp, cure: RegExp, fresh?: string) => ({
  kind: 'person',
  reason: text(reason),
  cure: text(cure),
  ...(fresh === undefined ? {} : { fresh }),
});
const permanent = (reason: RegExp, cure: RegExp, fresh?: string) => ({
  kind: 'permanent',
  reason: text(reason),
  cure: text(cure),
  ...(fresh === undefined ? {} : { fresh }),
});

const CREDIT = person(/^credits or billing: Credit balance is too low$/, /credits/);
const TURNS = overload(/turn limit \(CLAUDE_MAX_TURNS\): Reached maximum number of turns \(1\)/);
const MODEL = permanent(/model is unknown: .*claude-nope-9/, /CLAUDE_MODEL/);
const INTERRUPTED = overload(/without a result \(exit code 0\)/);

/** Every recorded run, and what it must come to. */
const EXPECTED: Readonly<Record<string, object>> = {
  'claude-2.1.197/claude-ok': ok('Done: signal written.'),
  'claude-2.1.197/credit': CREDIT,
  'claude-2.1.197/maxturns': TURNS,
  'claude-2.1.197/oauth-usage-limit': {
    kind: 'limit',
    reason: text(/^usage limit: You've hit your session limit/),
    until: 1_795_335_122_000,
  },
  'claude-2.1.197/sig-SIGINT-pid-api': INTERRUPTED,
  'claude-2.1.197/unknown-model': MODEL,
  'claude-2.1.330/401': overload(/killed by SIGKILL/),
  'claude-2.1.330/429-once': ok('fine'),
  'claude-2.1.330/429-retry-after-3600': overload(/overloaded: .*\(429\)/),
  'claude-2.1.330/500-once': ok('fine'),
  'claude-2.1.330/529-fallback': ok('from fallback'),
  'claude-2.1.330/budget': person(/cost bound.*\$0\.001/, /--max-cost/),
  'claude-2.1.330/claude-ok': ok('Done: signal written.'),
  'claude-2.1.330/compact-auto': ok('done'),
  'claude-2.1.330/credit': CREDIT,
  'claude-2.1.330/end-bg-default': ok('end'),
  'claude-2.1.330/invalid-flag': permanent(/unknown option '--no-such-flag'/, /CLAUDE_EXTRA_ARGS/),
  'claude-2.1.330/maxtokens': overload(/128000 output token maximum/),
  'claude-2.1.330/maxturns': TURNS,
  'claude-2.1.330/nokey': person(/not logged in/i, /claude \/login.*ANTHROPIC_API_KEY/),
  'claude-2.1.330/oauth-401': person(/OAuth token has expired/, /claude \/login/, 'renewal'),
  'claude-2.1.330/oauth-ok-warn': ok('fine'),
  'claude-2.1.330/oauth-usage-limit': {
    kind: 'limit',
    reason: text(/^usage limit: You've hit your 5-hour limit/),
    until: 1_795_333_203_000,
  },
  // Its permission mode is compared with the one that was asked for where the attempt is made.
  'claude-2.1.330/perm-default': ok('end'),
  'claude-2.1.330/refusal': person(/^the model refused: .*safeguards/, /reword/, 'conversation'),
  'claude-2.1.330/root-nosandbox': permanent(/root/, /normal user/),
  'claude-2.1.330/sess-resume': ok('fine'),
  'claude-2.1.330/sig-SIGINT-pid-api': INTERRUPTED,
  'claude-2.1.330/sig-SIGTERM-pid-tool': overload(/exit code 143/),
  'claude-2.1.330/skill-tool': ok('end'),
  'claude-2.1.330/subagent': ok('main end'),
  'claude-2.1.330/toolong': permanent(/prompt is too long/i, /shorten/, 'conversation'),
  'claude-2.1.330/unknown-agent': permanent(/agent is missing: .*nosuchagent/, /samocode/),
  'claude-2.1.330/unknown-model': MODEL,
};

it.each(transcriptsOf('claude'))('$name comes to its outcome', ({ name, lines, end }) => {
  const events = lines.flatMap((line) => claude.parse(line));
  expect(claude.judge({ events, end, now: NOW })).toEqual(EXPECTED[name]);
});
