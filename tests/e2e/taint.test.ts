import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BotApi, startBotApi } from '../support/bot-api.ts';
import { openScene, type Scene } from '../support/program.ts';
import type { Turn } from '../support/program-agent.ts';

/** All that a terminal, a log or a chat could take for more than text; JSON carries each of it. */
const HOSTILE = [
  '\u001b[31mred\u001b[0m \u001b[2J\u001b]8;;http://evil.test\u0007link\u001b]8;;\u001b\\',
  '\u0007\u0008\u0000\u007f \u009b31m\u0090dcs\u009c\u0085',
  '\u202eflipped\u202c \u2066isolated\u2069 zero\u200bwidth\ufeff',
  'one\r\ntwo\rthree\u2028four %s %d %n',
  '<b>bold</b> <script>x</script> & &amp; _*[]()~`>#+-=|{}.!',
  '\ud800 lone \udc00',
].join(' ');
/** The same, and 100 KB of it. */
const LONG = HOSTILE + '\u001b[1m<&\u202e'.repeat(15_000);
/** What may not stand as itself in anything a person looks at; a line break may, and a tab. */
const UNSAFE = /(?![\n\t])\p{Cc}|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/u;

const say = (event: unknown): { readonly say: string } => ({ say: JSON.stringify(event) });
const OVERVIEW = `# Session\n\n## Status\nPhase: requirements\nIteration: 3\nTotal Iterations: 3\nBlocked: ${HOSTILE.replaceAll(/[\r\n\u2028]/g, '')}\nLast Action: ${LONG}\nNext: ${HOSTILE}\n\n## Flow Log\n- [001 @ 01-02 03:04] ${LONG}\n`;
const QUESTIONS = `# Questions\n\n## Q1: ${HOSTILE}\n${LONG}\na) ${HOSTILE}\nb) two\n\nSuggestion: a ${HOSTILE}\n\nAnswer: _waiting_\n`;

/** A model and a session with such names, which says and calls such things. */
const NOISE: Turn = [
  say({
    type: 'system',
    subtype: 'init',
    session_id: LONG,
    model: HOSTILE,
    apiKeySource: HOSTILE,
    claude_code_version: HOSTILE,
  }),
  say({
    type: 'assistant',
    parent_tool_use_id: null,
    message: {
      content: [
        { type: 'text', text: LONG },
        { type: 'thinking', thinking: HOSTILE },
        { type: 'tool_use', id: HOSTILE, name: HOSTILE, input: { command: LONG } },
      ],
    },
  }),
  say({
    type: 'user',
    message: {
      content: [{ type: 'tool_result', tool_use_id: HOSTILE, content: LONG, is_error: true }],
    },
  }),
  say({ type: HOSTILE, [HOSTILE]: LONG }),
  { say: HOSTILE },
  { err: LONG },
];
const signal = (fields: object): Turn => [
  { signal: { summary: LONG, reason: LONG, extra: LONG, [HOSTILE]: HOSTILE, ...fields } },
  { good: 0.01 },
];

const ROWS: readonly { readonly where: string; readonly turn: Turn; readonly code: number }[] = [
  {
    where: 'a question',
    turn: [
      ...NOISE,
      { write: ['_overview.md', OVERVIEW] },
      { write: ['_qa.md', QUESTIONS] },
      { write: ['01-02-03:04-plan-it.md', LONG] },
      { work: ['code.txt', HOSTILE] },
      { commit: HOSTILE.replaceAll('\0', '') },
      ...signal({ status: 'waiting', for: 'qa_answers' }),
    ],
    code: 3,
  },
  { where: 'a block', turn: [...NOISE, ...signal({ status: 'blocked', needs: LONG })], code: 4 },
  { where: 'an unknown status', turn: [...NOISE, ...signal({ status: LONG })], code: 4 },
  {
    where: 'an unknown phase',
    turn: [...NOISE, ...signal({ status: 'continue', phase: LONG })],
    code: 4,
  },
  { where: 'no JSON', turn: [...NOISE, { signal: LONG }, { good: 0.01 }], code: 4 },
  {
    where: 'an error of the provider',
    turn: [
      ...NOISE,
      { bad: { text: LONG, status: 401, error: 'authentication_failed' } },
      { exit: 1 },
    ],
    code: 5,
  },
];

const BRIEF = [['status', '--json'], ['why'], ['history'], ['logs']];
const ALL = ['status', 'why', 'history', 'logs', 'report', 'list'].flatMap((name) => [
  [name],
  [name, '--json'],
]);

test.each(ROWS)(
  'text that an agent taints reaches no terminal, log or chat as more than text: $where',
  { timeout: 60_000 },
  async ({ turn, code }) => {
    await using scene = openScene({ phases: { requirements: [turn, turn, turn] } });
    const api = await startBotApi();
    scene.begin('requirements');
    const run = await scene.startRun(['--verbose'], { env: api.env }).ended;
    expect(run.code, run.stderr.slice(0, 2000)).toBe(code);
    const texts = new Map([
      ['run: stdout', run.stdout],
      ['run: stderr', run.stderr],
      ...logsOf(scene),
      ...(await toldBy(scene, code === 4 ? BRIEF : ALL)),
    ]);
    for (const [name, text] of texts) expect.soft(unsafeIn(text), name).toBeUndefined();
    const again = ['--json', '--force', '--max-outage', '0'];
    const json = await scene.startRun(again, { env: api.env }).ended;
    expect(unsafeIn(json.stdout), 'run --json').toBeUndefined();
    for (const line of json.stdout.split('\n').filter(Boolean))
      expect(JSON.parse(line)).toHaveProperty('v');
    expectChat(api);
  },
);

/** The first unsafe character, and what stands around it. */
function unsafeIn(text: string): string | undefined {
  const at = text.search(UNSAFE);
  return at < 0 ? undefined : JSON.stringify(text.slice(Math.max(0, at - 60), at + 20));
}

function logsOf(scene: Scene): readonly (readonly [string, string])[] {
  const machine = join(scene.home, '.local/state/samocode/samocode.log');
  return [
    ['session.log', scene.read('session.log')],
    ['samocode.log', existsSync(machine) ? readFileSync(machine, 'utf8') : ''],
  ];
}

/** What the reading commands print, with --json as well. */
async function toldBy(
  scene: Scene,
  asked: readonly (readonly string[])[],
): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(
    asked.map(async ([name = '', ...more]) => {
      const ended =
        name === 'list'
          ? await scene.exec(['list', '--config', scene.config, ...more])
          : await scene.command(name, ...more);
      const words = [name, ...more].join(' ');
      expect(ended.code, `${words}: ${ended.stderr.slice(0, 2000)}`).toBe(0);
      if (more.length > 0) expectJson(ended.stdout, words);
      return [words, ended.stdout + ended.stderr] as const;
    }),
  );
}

/** One object, or one a line. */
function expectJson(text: string, what: string): void {
  const lines = text.split('\n').filter(Boolean);
  expect(() => lines.map((line) => JSON.parse(line) as unknown), what).not.toThrow();
}

/** The invisible link of samocode that tells what a reply is to; first in a message, and once. */
const REFERENCE = /^<a href="http:\/\/t\.me\/#samocode#[\w.]+">\u200c<\/a>/;

/** Each message is short enough, and only tags that are known and closed stand in it. */
function expectChat({ requests, shown }: BotApi): void {
  const texts = requests.flatMap(({ method, body }) =>
    method === 'sendMessage' ? [String(body['text'])] : [],
  );
  expect(texts.length).toBeGreaterThan(0);
  // The API counts what is shown: no tags, an entity as one.
  for (const { text } of shown) expect(text.length).toBeLessThanOrEqual(4096);
  for (const sent of texts) {
    const text = sent.replace(REFERENCE, '');
    expect(unsafeIn(text)).toBeUndefined();
    const bare = text.replaceAll(/<(b|i|code|pre)>[^<>]*<\/\1>/g, '');
    expect(bare).not.toMatch(/[<>]|&(?!(?:lt|gt|amp|quot);)/);
  }
}
