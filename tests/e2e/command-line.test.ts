import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openScene, overviewOf, type Scene, SESSION } from '../support/program.ts';
import { goTo, turn, WHOLE } from '../support/program-agent.ts';

/** Everything below a folder with its content, to see that nothing was written. */
function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path, entry.isFile() ? readFileSync(path, 'latin1') : ''];
    }),
  );
}

/** One problem on stderr: a line, and a hint below it. */
function expectRefusal(
  ended: { code: number | null; stderr: string },
  words: string | RegExp,
): void {
  expect(ended.code, ended.stderr).toBe(2);
  expect(ended.stderr).toMatch(words);
  expect(ended.stderr).not.toMatch(/^ {4}at /m);
}

describe('which session', () => {
  test.each(['..', '.', 'a/b', '', '*', 'a*', '-x', '../x', 'a\nb', 'x'.repeat(101), '.hidden'])(
    'the name %j is refused, and nothing is made',
    async (name) => {
      await using scene = openScene(WHOLE);
      const before = snapshot(scene.root);
      const ended = await scene.exec(['--config', scene.config, `--session=${name}`]);
      expectRefusal(ended, /cannot name a session/);
      expect(snapshot(scene.root)).toEqual(before);
    },
  );

  test('without --session it is asked for', async () => {
    await using scene = openScene(WHOLE);
    expectRefusal(await scene.exec(['--config', scene.config]), /--session/);
    expectRefusal(await scene.exec(['status', '--config', scene.config]), /--session/);
  });

  test('a file in its place is refused', async () => {
    await using scene = openScene(WHOLE);
    writeFileSync(join(scene.sessions, SESSION), 'a file');
    expectRefusal(await scene.run(), /is no folder/);
    expect(scene.spawns()).toEqual([]);
  });

  test('the newest dated folder of exactly that name is taken, and no other', async () => {
    await using scene = openScene({ phases: { investigation: [turn({ status: 'blocked' })] } });
    for (const name of [
      '25-01-01-it',
      '26-01-01-it',
      '26-02-02-not-it',
      '26-03-03-it-too',
      'note',
    ]) {
      mkdirSync(join(scene.sessions, name));
      writeFileSync(join(scene.sessions, name, '_overview.md'), overviewOf('investigation'));
    }
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()[0]?.session).toBe(join(scene.sessions, '26-01-01-it'));
  });

  test('an overview with a phase that is not registered is refused without a spawn', async () => {
    await using scene = openScene(WHOLE);
    const folder = scene.begin('planning');
    for (const phase of ['deployment', '', 'plan; rm -rf']) {
      writeFileSync(join(folder, '_overview.md'), overviewOf(phase));
      const ended = await scene.run();
      expectRefusal(ended, /_overview\.md:\d+:/);
      expect(scene.spawns()).toEqual([]);
    }
  });

  test('commands on a session that is not there say so and make none', async () => {
    await using scene = openScene(WHOLE);
    for (const name of ['status', 'approve', 'resume']) {
      expectRefusal(await scene.command(name), /there is no session/);
    }
    expect(readdirSync(scene.sessions)).toEqual([]);
  });
});

describe('flags', () => {
  test.each([
    ['--no-such-flag'],
    ['--max-iterations', '0'],
    ['--max-iterations', 'two'],
    ['--max-duration', 'soon'],
    ['--max-wait', '-1h'],
    ['--gates', 'open'],
    ['--provider', 'gemini'],
    ['--timeout', '0'],
    ['--timeout', '1.5'],
    ['--task', 'a', '--task-file', 'b'],
    ['--task-file', 'does-not-exist'],
    ['stray'],
  ])('%s %s is refused before anything is made', async (...args) => {
    await using scene = openScene(WHOLE);
    const ended = await scene.run(...args);
    expectRefusal(ended, /\S/);
    expect(readdirSync(scene.sessions)).toEqual([]);
    expect(scene.spawns()).toEqual([]);
  });

  test('a wrong flag is told as any other error, with the help of its command', async () => {
    await using scene = openScene(WHOLE);
    for (const name of ['run', 'answer', 'cost', 'queue', 'install', 'fleet']) {
      const { code, stdout, stderr } = await scene.exec([name, '--nonsense']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^samocode: unknown option '--nonsense'\n/);
      expect(stderr).toContain(`  → samocode ${name} --help shows what it takes\n`);
    }
  });

  test('all wrong flags are named at once', async () => {
    await using scene = openScene(WHOLE);
    const ended = await scene.run('--max-iterations', 'x', '--gates', 'y', '--max-wait', 'z');
    expectRefusal(ended, /--max-iterations[\s\S]*--gates|--gates[\s\S]*--max-iterations/);
    expect(ended.stderr).toContain('--max-wait');
  });

  test('bare flags mean run', async () => {
    await using scene = openScene(WHOLE);
    const bare = await scene.startRun(['--once']).ended;
    const named = await scene.start([
      'run',
      '--config',
      scene.config,
      '--session',
      SESSION,
      '--once',
    ]).ended;
    expect([bare.code, named.code]).toEqual([0, 0]);
    expect(scene.spawns()).toHaveLength(2);
  });

  test('--help of every command has an example, and the whole names the exit codes', async () => {
    await using scene = openScene();
    const whole = await scene.exec(['--help']);
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    for (const code of [1, 2, 3, 4, 5, 6, 7, 74, 75, 129, 130, 143])
      expect(whole.stdout).toMatch(new RegExp(`^ +${code}  `, 'm'));
    // Each command is told by a sentence.
    const told = whole.stdout.match(/^ {2}[a-z]+ .*(?:\n {10,}.*)*/gm) ?? [];
    expect(told.length).toBeGreaterThan(25);
    for (const one of told) expect(one).toMatch(/ {2,}[A-Z][^]*\.$/);
    for (const name of [
      'run',
      'approve',
      'reject',
      'answer',
      'resume',
      'status',
      'demo',
      'simulate',
    ]) {
      const help = await scene.exec([name, '--help']);
      expect(help.code).toBe(0);
      expect(help.stdout, name).toContain('Example:');
    }
    expect((await scene.exec(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('--json prints nothing on stdout but versioned objects', async () => {
    await using scene = openScene(WHOLE);
    const { stdout } = await scene.run('--json', '--gates', 'auto');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.every((event) => event['v'] === 1 && typeof event['kind'] === 'string')).toBe(
      true,
    );
    expect(events.map((event) => event['kind'])).toEqual(
      expect.arrayContaining(['run-started', 'attempt-started', 'decided', 'gate-opened', 'ended']),
    );
    expect(events.at(-1)).toMatchObject({ kind: 'ended', ending: { kind: 'done' } });
  });

  test('-q shows warnings and the end, -v what the agent does', async () => {
    await using scene = openScene(WHOLE);
    const usual = await scene.run('--gates', 'auto', '--max-iterations', '5');
    expect(usual.stdout).toContain('iteration 1');
    expect(usual.stdout).not.toContain('npm test');
    const loud = await scene.run('--gates', 'auto', '--max-iterations', '2', '-v');
    expect(loud.stdout).toContain('npm test');
    const quiet = await scene.run('--gates', 'auto', '-q', '--max-iterations', '1');
    expect(quiet.stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(1);
  });

  test('off a terminal no text of an agent becomes an escape sequence', async () => {
    const nasty = '\u001b]0;owned\u0007\u001b[2J\u009b31m\r evil';
    await using scene = openScene({
      phases: {
        init: [
          turn(
            { status: 'blocked', summary: nasty, reason: nasty },
            { overview: 'init' },
            { tool: nasty },
          ),
        ],
      },
    });
    const ended = await scene.run('-v');
    const status = await scene.command('status');
    for (const text of [ended.stdout, status.stdout]) expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(ended.stdout).toContain('evil');
  });
});

describe('configuration', () => {
  test('the nearest .samocode upwards is found, and its path is printed', async () => {
    await using scene = openScene(WHOLE);
    const deep = join(scene.root, 'repo/some/where/deep');
    mkdirSync(deep, { recursive: true });
    const args = ['--session', SESSION, '--task', 'Do it', '--once'];
    const ended = await scene.exec(args, { cwd: deep });
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain(scene.config);
  });

  test('without any .samocode it says where it looked', async () => {
    await using scene = openScene(WHOLE);
    expectRefusal(await scene.exec(['--session', SESSION], { cwd: '/' }), /\.samocode/);
  });

  test('all problems are reported at once, each with its source', async () => {
    await using scene = openScene(WHOLE);
    writeFileSync(scene.config, 'MAIN_REPO=\nWORKTREES=no/such/place\nSESIONS=sessions\n');
    writeFileSync(join(scene.root, '.env'), 'CLAUDE_TIMEOUT=soon\nTELEGRAM_BOT_TOKEN=123:secret\n');
    const env = { SAMOCODE_MAX_RETRIES: '-1', CLAUDE_PATH: '/no/such/claude' };
    const ended = await scene.startRun([], { env }).ended;
    expectRefusal(ended, /problems/);
    for (const word of [
      ...['.samocode:1', 'MAIN_REPO', 'WORKTREES', 'SESSIONS', '.env:1', 'CLAUDE_TIMEOUT'],
      ...['TELEGRAM_CHAT_ID', 'SAMOCODE_MAX_RETRIES', '/no/such/claude'],
    ])
      expect(ended.stderr).toContain(word);
    expect(ended.stderr).not.toContain('123:secret');
  });

  test.each(['VERIFY npm test', 'VERIFY : npm test', 'export VERIFY', 'VERIFY="npm test'])(
    'the line %j is refused by a run, and not by the commands that only read',
    async (line) => {
      await using scene = openScene(WHOLE);
      scene.begin('investigation');
      appendFileSync(scene.config, `${line}\n`);
      for (const more of [[], ['--dry-run']]) {
        const ended = await scene.run(...more);
        expectRefusal(ended, /\.samocode:4/);
        expect(ended.stderr).toContain('VERIFY');
      }
      expect((await scene.command('status')).code).toBe(0);
      expect(scene.spawns()).toEqual([]);
    },
  );

  test('a value that is cut is a warning of a run, of a dry run and of doctor', async () => {
    await using scene = openScene({ phases: { investigation: [turn({ status: 'blocked' })] } });
    scene.begin('investigation');
    appendFileSync(scene.config, 'VERIFY=make x#y\n');
    const words = "VERIFY is cut at an unquoted # (to keep the whole value: VERIFY='make x#y')";
    expect((await scene.run('--dry-run')).stdout).toContain(words);
    expect((await scene.run()).stdout).toContain(words);
    expect((await scene.exec(['doctor', '--config', scene.config])).stdout).toContain(words);
  });

  test('a missing executable is exit 2; only the selected provider needs one', async () => {
    await using scene = openScene(WHOLE);
    const env = { CODEX_PATH: '/no/such/codex' };
    expectRefusal(await scene.startRun(['--provider', 'codex'], { env }).ended, /CODEX_PATH/);
    expect((await scene.startRun(['--once'], { env }).ended).code).toBe(0);
  });

  test('MAIN_REPO that is no work tree is refused; missing folders are made and named', async () => {
    await using scene = openScene(WHOLE);
    writeFileSync(scene.config, 'MAIN_REPO=home\nWORKTREES=w2\nSESSIONS=s2\n');
    expectRefusal(await scene.run(), /MAIN_REPO/);
    expect(existsSync(join(scene.root, 's2'))).toBe(false);
    writeFileSync(
      scene.config,
      '\uFEFFexport MAIN_REPO="repo" # ours\r\nWORKTREES=w2\r\nSESSIONS=\'s2\'\r\nVERFY=x\n',
    );
    const ended = await scene.run('--once');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('VERIFY');
    expect(ended.stdout).toMatch(/created .*w2[\s\S]*created .*s2|created .*s2[\s\S]*created .*w2/);
  });
});

describe('--dry-run', () => {
  test('prints command, working directory and prompt, and neither spawns nor writes', async () => {
    await using scene = openScene(WHOLE);
    const before = snapshot(scene.root);
    const ended = await scene.run('--dry-run', '--task', 'Do the thing');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('agent.js');
    expect(ended.stdout).toContain('stream-json');
    expect(ended.stdout).toMatch(
      / --append-system-prompt-file PROMPT .* < \/.*\/first-message\.md$/m,
    );
    const codex = await scene.run('--dry-run', '--provider', 'codex');
    expect(codex.stdout).toMatch(/ < PROMPT$/m);
    expect(ended.stdout).toMatch(/^# Working directory\n.*\/worktrees\//m);
    expect(ended.stdout).toContain('Do the thing');
    expect(ended.stdout).toMatch(/^- Phase: init$/m);
    expect(scene.spawns()).toEqual([]);
    expect(snapshot(scene.root)).toEqual(before);
  });

  test('of a session that stands somewhere changes nothing either', async () => {
    await using scene = openScene({
      phases: { ...WHOLE.phases, investigation: [goTo('investigation')] },
    });
    await scene.run('--max-iterations', '2');
    const before = snapshot(scene.root);
    const ended = await scene.run('--dry-run', '--provider', 'codex');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('exec --json');
    expect(ended.stdout).toMatch(/^- Phase: investigation$/m);
    expect(ended.stdout).toMatch(/^- Iteration: 3$/m);
    expect(snapshot(scene.root)).toEqual(before);
  });

  /** The prompt, without what the minute makes of it. */
  const undated = (text: string): string =>
    text
      .replaceAll(/^- (?:TIMESTAMP_\w+|Started|Deadline): .*$/gm, '')
      .replaceAll(/\[\d{3} @ [^\]]+\]/g, '')
      .trim();

  const overview = '# Session: it\n\n## Status\nPhase: init\nBlocked: no\n';
  test.each([
    ['short', 'Do the thing', {}],
    ['over 64 KiB', 'Do the thing. '.repeat(6000), {}],
    ['given to a session that is in init', 'Do the thing', { '_overview.md': overview }],
  ])('shows the prompt that the run then sends, with a task that is %s', async (_, task, files) => {
    await using scene = openScene({ phases: { init: [turn({ status: 'blocked', reason: 'x' })] } });
    mkdirSync(join(scene.sessions, 'it'));
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(scene.sessions, 'it', name), text);
    const args = ['--task', task, '--dive', 'sheds'];
    const before = snapshot(scene.root);
    const dry = await scene.run('--dry-run', ...args);
    expect(snapshot(scene.root)).toEqual(before);
    expect((await scene.run(...args)).code).toBe(4);
    const shown = dry.stdout.split('# Prompt\n')[1] ?? '';
    expect(undated(shown)).toBe(undated(scene.prompt(1)));
  });

  test('shows what is left of the bound as the run then hands it on', async () => {
    await using scene = openScene({ phases: { init: [turn({ status: 'blocked', reason: 'x' })] } });
    const budget = (args: string): string | undefined =>
      /--max-budget-usd[ ,"]+([\d.]+)/.exec(args)?.[1];
    const env = { SAMOCODE_MAX_COST_PER_DAY: '3' };
    for (const [bound, left] of [
      ['5', '3.0000'],
      ['2', '2.0000'],
    ] as const) {
      const args = ['--max-cost', bound];
      const dry = await scene.startRun(['--dry-run', ...args], { env }).ended;
      expect(budget(dry.stdout)).toBe(left);
    }
    expect((await scene.run('--max-cost', '2')).code).toBe(4);
    expect(budget(JSON.stringify(scene.spawns()[0]))).toBe('2.0000');
  });

  test('makes no missing folder', async () => {
    await using scene = openScene(WHOLE);
    writeFileSync(scene.config, 'MAIN_REPO=repo\nWORKTREES=w2\nSESSIONS=s2\n');
    await scene.run('--dry-run');
    expect(existsSync(join(scene.root, 's2'))).toBe(false);
  });

  test('status writes nothing', async () => {
    await using scene: Scene = openScene(WHOLE);
    await scene.run('--once');
    const before = snapshot(scene.root);
    await scene.status();
    expect(snapshot(scene.root)).toEqual(before);
  });
});

describe('a flag in the wrong place', () => {
  test.each([
    [['--task', '--once'], '--task=--once'],
    [['run', '--task', '--json', '--session', 'x'], 'run --task=--json --session x'],
    [['approve', '--note', '--once'], 'approve --note=--once'],
    [['note', '--file', '--session', 'x'], 'note --file=--session x'],
  ])('%j is refused with the way to give such a text', async (args, right) => {
    await using scene = openScene(WHOLE);
    const ended = await scene.exec(args);
    expectRefusal(ended, /needs a value, and "--\w+" is a flag\n/);
    expect(ended.stderr).toContain(`${right}\n`);
    expect(readdirSync(scene.sessions)).toEqual([]);
  });

  test('in the place of a session name it is refused', async () => {
    await using scene = openScene(WHOLE);
    expectRefusal(await scene.exec(['--session', '--wait']), /give the value after --session\n/);
  });

  test('a text that looks like no flag of ours, or is given by =, is taken', async () => {
    await using scene = openScene(WHOLE);
    for (const task of [['--task', '--fix it'], ['--task=--once']]) {
      const run = ['--config', scene.config, '--session', 'it', '--dry-run', ...task];
      const ended = await scene.exec(run);
      expect(ended.code, ended.stderr).toBe(0);
    }
  });

  test.each([
    [['--config', 'a b', 'status'], "status --config 'a b'"],
    [['-q', '--session', 'x', 'why'], 'why -q --session x'],
    [['--watch', 'status', '--json'], 'status --watch --json'],
  ])('%j is refused with the right order', async (args, right) => {
    await using scene = openScene(WHOLE);
    const ended = await scene.exec(args);
    expectRefusal(ended, /has to come before its flags/);
    expect(ended.stderr).toContain(`${right}\n`);
  });

  test('a value that is the name of a command is a value', async () => {
    await using scene = openScene(WHOLE);
    const run = ['--config', scene.config, '--session', 'status', '--task', 'list', '--dry-run'];
    const ended = await scene.exec(run);
    expect(ended.code, ended.stderr).toBe(0);
  });
});
