import { expect, it } from 'vitest';
import { codex } from '../../../../src/adapters/providers/codex/codex.ts';
import { NOW } from '../fixtures.ts';
import { transcriptsOf } from '../transcripts.ts';

const text = (part: RegExp) => expect.stringMatching(part) as string;
const OK = { kind: 'ok', text: '' };
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

/** Every recorded run of 0.169.0, and what it must come to. */
const EXPECTED: Readonly<Record<string, object>> = {
  '400': permanent(/^the API rejected the request: Invalid something$/, /logs/, 'conversation'),
  '401': person(/the API key is wrong: .*401 Unauthorized/, /CODEX_API_KEY.*codex login/),
  '429-quota': person(/Quota exceeded/, /credits/),
  '429-rate': overload(/429 Too Many Requests/),
  '429-usage-limit': {
    kind: 'limit',
    reason: text(/^usage limit: You’ve hit your usage limit/),
    until: new Date(2026, 10, 22, 7, 43).getTime(),
  },
  '500-once': OK,
  '503': overload(/at capacity/),
  'cmd-fails': OK,
  'codex-ok-classic': OK,
  'codex-ok': OK,
  'ctx-400': permanent(/prompt is too long: Codex ran out of room/, /shorten/, 'conversation'),
  'cut-once': OK,
  incomplete: overload(/max_output_tokens/),
  'invalid-flag': permanent(/unexpected argument '--no-such-flag'/, /CODEX_EXTRA_ARGS/),
  'model-unknown': permanent(/model is unknown: The model `nope`/, /CODEX_MODEL/),
  nogit: permanent(/Not inside a trusted directory/, /CODEX_EXTRA_ARGS/),
  nokey: person(/not logged in: Missing environment variable/, /codex login/),
  patch: OK,
  plan: OK,
  'refused-bounded': { ...overload(/Connection failed/), reach: 'machine' },
  'sess-resume': OK,
  subagent: OK,
};

it.each(transcriptsOf('codex'))('$name comes to its outcome', ({ name, lines, end }) => {
  const events = lines.flatMap((line) => codex.parse(line));
  // The CLI gives the reset as a local clock time: an hour before it, wherever this runs.
  const now = name.endsWith('/429-usage-limit') ? new Date(2026, 10, 22, 6, 43).getTime() : NOW;
  const expected = EXPECTED[name.replace('codex-0.169.0/', '')];
  expect(codex.judge({ events, end, now })).toEqual(expected);
});
