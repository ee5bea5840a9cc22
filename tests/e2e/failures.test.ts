import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, openScene, program, type Scene, until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });
const OVERLOADED: Turn = [
  { begin: true },
  { bad: { status: 529, error: 'overloaded_error', text: 'Overloaded' } },
  { exit: 1 },
];

function investigating(...turns: readonly Turn[]): Scene {
  const scene = openScene({ phases: { investigation: turns } });
  scene.begin('investigation');
  return scene;
}

describe('what counts as success', () => {
  test('a good result with a bad exit code does', async () => {
    await using scene = investigating([...goTo('investigation'), { exit: 3 }], BLOCKED);
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows()).toMatchObject([
      { status: 'continue', attempts: 1 },
      { status: 'blocked' },
    ]);
  });

  test('exit 0 without a result does not: it is tried again', async () => {
    await using scene = investigating([{ begin: true }, { exit: 0 }], BLOCKED);
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()).toHaveLength(2);
    expect(scene.rows()).toMatchObject([{ status: 'blocked', attempts: 2 }]);
    expect(scene.prompt(2)).toContain('failed');
    const logs = readdirSync(join(scene.folder(), '_logs')).filter((name) =>
      name.endsWith('.jsonl'),
    );
    expect(logs.sort().map((name) => name.slice(11))).toEqual([
      '004-investigation-a2.jsonl',
      '004-investigation.jsonl',
    ]);
  });

  test('a valid signal counts although the attempt ended badly', async () => {
    await using scene = investigating(
      [
        { begin: true },
        { signal: { status: 'continue', phase: 'investigation' } },
        { die: 'SIGSEGV' },
      ],
      BLOCKED,
    );
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows()).toMatchObject([
      { status: 'continue', attempts: 1 },
      { status: 'blocked' },
    ]);
  });

  test('a signal from before is never adopted, neither by a failed attempt nor by a new session', async () => {
    await using scene = investigating([{ begin: true }, { die: 'SIGKILL' }], BLOCKED);
    const stale = '{"status":"continue","phase":"requirements"}';
    scene.begin('investigation', { '_signal.json': stale });
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns().map((spawn) => spawn.phase)).toEqual(['investigation', 'investigation']);
    expect(scene.rows()).toHaveLength(1);
    expect(scene.spawns()[0]?.signalAtStart?.trim()).toBe('{}');
  });
});

describe('overload', () => {
  test('is tried again, and the session goes on', async () => {
    await using scene = investigating(OVERLOADED, OVERLOADED, BLOCKED);
    const ended = await scene.run();
    expect(ended.code).toBe(4);
    expect(scene.spawns()).toHaveLength(3);
    expect(scene.rows()).toMatchObject([{ status: 'blocked', attempts: 3, iteration: 4 }]);
    expect(ended.stdout).toContain('next attempt in');
  });

  test('ends in 5 with one row, and an unattended run spends nothing before its time', async () => {
    await using scene = investigating(OVERLOADED);
    const first = await scene.run('--max-outage', '0');
    expect(first.code).toBe(5);
    expect(scene.spawns()).toHaveLength(3);
    expect(scene.rows()).toMatchObject([{ status: 'failed', kind: 'gave-up', attempts: 3 }]);
    const { resumeAt } = await scene.status();
    const waitMs = Date.parse(String(resumeAt)) - Date.now();
    expect(waitMs).toBeGreaterThan(13 * 60_000);
    expect(waitMs).toBeLessThan(16 * 60_000);
    for (let tick = 0; tick < 2; tick += 1) {
      const again = await scene.run();
      expect(again.code).toBe(5);
      expect(scene.rows()).toHaveLength(1);
    }
    expect(scene.spawns()).toHaveLength(3);
    // A person's word starts it at once.
    expect((await scene.command('resume')).code).toBe(0);
    scene.script({ phases: { investigation: [BLOCKED] } });
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()).toHaveLength(4);
  });

  test('SAMOCODE_MAX_RETRIES counts attempts in all', async () => {
    await using scene = investigating(OVERLOADED);
    const env = { SAMOCODE_MAX_RETRIES: '1' };
    const ended = await scene.startRun(['--max-outage', '0'], { env }).ended;
    expect(ended.code).toBe(5);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('SIGTERM ends a run that waits for its next attempt', async () => {
    await using scene = investigating(OVERLOADED);
    const running = scene.startRun([], { env: { SAMOCODE_RETRY_DELAY: '300' } });
    await running.says('next attempt in');
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
    expect(await scene.status()).toMatchObject({ state: 'idle', holder: null });
  });
});

describe('what only a person can cure', () => {
  test.each<[string, Turn, string]>([
    [
      'claude',
      [
        { begin: true },
        {
          bad: {
            status: 401,
            error: 'authentication_failed',
            text: 'Not logged in · Please run /login',
          },
        },
        { exit: 1 },
      ],
      'claude /login',
    ],
    [
      'codex',
      [{ begin: true }, { bad: { text: 'unexpected status 401 Unauthorized: nope' } }, { exit: 1 }],
      'codex login',
    ],
  ])(
    'a login that stays refused stops %s after two fresh attempts, with the cure in one line',
    async (provider, failing, cure) => {
      await using scene = investigating(failing);
      const ended = await scene.run('--provider', provider);
      expect(ended.code).toBe(5);
      expect(scene.spawns()).toHaveLength(3);
      expect(
        ended.stdout.split('\n').find((line) => line.includes('the provider failed')),
      ).toContain(cure);
      expect((await scene.run('--provider', provider)).code).toBe(5);
      expect(scene.spawns()).toHaveLength(3);
      expect(await scene.status()).toMatchObject({ state: 'failed', resumeAt: null });
      // A changed configuration may do better.
      scene.script({ phases: { investigation: [BLOCKED] } });
      const env = { ANTHROPIC_API_KEY: 'sk-new', CODEX_API_KEY: 'sk-new' };
      expect((await scene.startRun(['--provider', provider], { env }).ended).code).toBe(4);
    },
  );

  test('a flag the CLI does not know is permanent', async () => {
    await using scene = investigating([{ err: "error: unknown option '--x'" }, { exit: 1 }]);
    expect((await scene.run()).code).toBe(5);
    expect(scene.spawns()).toHaveLength(1);
  });
});

describe('the provider’s limit', () => {
  const soon = (): number => Math.floor(Date.now() / 1000) + 3600;
  const limited = (): Turn => [
    { begin: true },
    { limit: soon() },
    { bad: { status: 429, error: 'rate_limit', text: "You've hit your limit" } },
    { exit: 1 },
  ];

  test('longer than --max-wait parks: exit 75, resumeAt in the status, no spawn before it', async () => {
    await using scene = investigating(limited());
    expect((await scene.run('--max-wait', '0')).code).toBe(75);
    const status = await scene.status();
    expect(status).toMatchObject({ state: 'parked' });
    expect(Date.parse(String(status['resumeAt']))).toBeGreaterThan(Date.now() + 3_500_000);
    const tick = await scene.run('--max-wait', '0');
    expect(tick.code).toBe(75);
    expect(tick.stdout).toMatch(/^[^\n]*it: parked until [^\n]*\n$/);
    expect(scene.spawns()).toHaveLength(1);
    expect(scene.rows()).toMatchObject([{ status: 'parked', kind: 'gave-up' }]);
  });

  test('is slept through, and a command may act meanwhile; SIGTERM ends the sleep', async () => {
    await using scene = investigating(limited());
    const running = scene.startRun();
    await running.says('sleeping until');
    const asleep = await scene.status();
    expect(asleep).toMatchObject({ state: 'parked', reason: "asleep for the provider's limit" });
    expect(Date.parse(String(asleep['resumeAt']))).toBeGreaterThan(Date.now() + 3_500_000);
    expect((await scene.command('status')).stdout).toMatch(/^state +parked, until \d{4}-.*asleep/m);
    expect((await scene.command('note', 'meanwhile')).code).toBe(0);
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('is tried at once by a run that sleeps, when a person resumes it', async () => {
    await using scene = investigating(limited(), BLOCKED);
    const running = scene.startRun();
    await running.says('sleeping until');
    expect((await scene.command('resume')).code).toBe(0);
    expect((await running.ended).code).toBe(4);
    expect(scene.spawns()).toHaveLength(2);
  });

  test('is tried once after a resume that status, why and doctor name, and no more by a tick', async () => {
    await using scene = investigating(limited());
    const config = join(scene.root, 'my project', '.samocode');
    mkdirSync(join(scene.root, 'my project'));
    const folders = ['MAIN_REPO=../repo', 'WORKTREES=../worktrees', 'SESSIONS=../sessions'];
    writeFileSync(config, folders.join('\n'));
    const named = ['--config', config, '--session', 'it'];
    const tick = () => scene.exec([...named, '--max-wait', '0']);
    expect((await tick()).code).toBe(75);
    const command = `samocode resume --config '${config}' --session it`;
    for (const name of ['status', 'why']) {
      expect((await scene.exec([name, ...named])).stdout, name).toContain(command);
    }
    expect((await scene.exec(['doctor', '--config', config])).stdout).toContain(command);
    // The doctor starts the CLI as well, to ask its version.
    const before = scene.spawns().length;
    expect((await tick()).code).toBe(75);
    expect(scene.spawns()).toHaveLength(before);
    const pasted = command.replace('samocode', `"${process.execPath}" "${program()}"`);
    execFileSync('sh', ['-c', pasted], { env: scene.env, stdio: 'ignore' });
    expect((await tick()).code).toBe(75);
    expect(scene.spawns()).toHaveLength(before + 1);
    expect((await tick()).code).toBe(75);
    expect(scene.spawns()).toHaveLength(before + 1);
    const forced = await scene.exec([...named, '--max-wait', '0', '--force']);
    expect(forced.code).toBe(75);
    expect(scene.spawns()).toHaveLength(before + 2);
  }, 60_000);

  test('of one login does not hold another: no person has to say so', async () => {
    await using scene = investigating(limited(), BLOCKED);
    const login = (id: string): void => {
      const file = join(scene.home, '.claude.json');
      writeFileSync(file, JSON.stringify({ oauthAccount: { accountUuid: id } }));
    };
    login('one');
    expect((await scene.run('--max-wait', '0')).code).toBe(75);
    expect((await scene.run('--max-wait', '0')).code).toBe(75);
    expect(scene.spawns()).toHaveLength(1);
    login('two');
    expect((await scene.run('--max-wait', '0')).code).toBe(4);
    expect(scene.spawns()).toHaveLength(2);
  });

  test('that is over uses up neither attempts nor iterations', async () => {
    const over: Turn = [
      { begin: true },
      { limit: 1_000_000 },
      { bad: { status: 429, error: 'rate_limit', text: "You've hit your limit" } },
      { exit: 1 },
    ];
    await using scene = investigating(over, BLOCKED);
    const running = scene.startRun([], { env: { SAMOCODE_MAX_RETRIES: '1' } });
    expect((await running.ended).code).toBe(4);
    expect(scene.spawns().map((spawn) => spawn.iteration)).toEqual([4, 4]);
    expect(scene.rows()).toHaveLength(1);
  });

  const WORDS = "You've hit your usage limit, resets 3pm, try again at 3:00 PM";
  test.each([
    [
      'claude',
      {
        type: 'user',
        message: { role: 'user', content: [{ type: 'tool_result', content: WORDS }] },
      },
    ],
    [
      'codex',
      {
        type: 'item.completed',
        item: { type: 'command_execution', aggregated_output: WORDS, status: 'failed' },
      },
    ],
  ])('in the output of a tool of %s is no limit', async (provider, line) => {
    const said = { say: JSON.stringify(line) };
    // Neither beside a good turn, nor before one that fails otherwise.
    const failing: Turn = [
      { begin: true },
      said,
      { bad: { status: 500, error: 'server_error', text: 'status 500' } },
      { exit: 1 },
    ];
    await using scene = investigating(goTo('investigation', said), failing, BLOCKED);
    expect((await scene.run('--provider', provider)).code).toBe(4);
    expect(scene.spawns()).toHaveLength(3);
  });
});

test('an attempt over its time limit is ended, tried again, and named in the next prompt', async () => {
  await using scene = investigating(
    [{ begin: true }, { escape: 'escaped' }, { stay: true }],
    BLOCKED,
  );
  const ended = await scene.run('--timeout', '1');
  expect(ended.code).toBe(4);
  expect(ended.stdout).toContain('time limit');
  expect(scene.prompt(2)).toContain('time limit');
});

test('an attempt of which nothing moves is ended by --idle-timeout alone, and tried again', async () => {
  await using scene = investigating([{ begin: true }, { stay: true }], BLOCKED);
  const ended = await scene.run('--idle-timeout', '2s');
  expect(ended.code).toBe(4);
  expect(ended.stdout).toMatch(/overload: no sign of life for \d s: .*--idle-timeout/);
  expect(scene.prompt(2)).toContain('no sign of life');
  expect(scene.rows()).toMatchObject([{ status: 'blocked', attempts: 2 }]);
});

test('three attempts lost in a row block with needs: environment, until resume', async () => {
  await using scene = investigating([{ begin: true }, { touch: 'there' }, { stay: true }]);
  for (let n = 1; n <= 3; n += 1) {
    const running = scene.startRun();
    await until(() => scene.spawns().length === n, `spawn ${n}`);
    await appears(join(scene.agent, 'there'));
    running.kill('SIGKILL');
    await running.ended;
  }
  const ended = await scene.run();
  expect(ended.code).toBe(4);
  expect(ended.stdout).toContain('environment');
  expect(scene.spawns()).toHaveLength(3);
  expect(await scene.status()).toMatchObject({ state: 'blocked', needs: 'environment' });
  expect((await scene.command('resume')).code).toBe(0);
  scene.script({ phases: { investigation: [BLOCKED] } });
  expect((await scene.run()).code).toBe(4);
  expect(scene.spawns()).toHaveLength(4);
});
