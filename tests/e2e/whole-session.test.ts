import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PHASES } from '../../src/domain/phases/phase.ts';
import { git, openScene, ROOT } from '../support/program.ts';
import { ASKS, goTo, turn, WHOLE, wholeBut } from '../support/program-agent.ts';

const ORIGINAL_FIELDS = [
  'timestamp',
  'iteration',
  'phase',
  'status',
  'summary',
  'reason',
  'needs',
  'for',
];

describe.each(['claude', 'codex'])('a whole session with %s', (provider) => {
  test('goes from init to done, with a person at both gates', async () => {
    await using scene = openScene(WHOLE);
    const first = await scene.run('--provider', provider, '--task', 'Do it well');
    expect(first).toMatchObject({ code: 3, stderr: '' });
    expect(first.stdout).toContain('waiting for qa_answers');
    expect(await scene.status()).toMatchObject({
      phase: 'requirements',
      state: 'waiting',
      awaiting: 'qa_answers',
    });
    expect((await scene.command('answer', '--accept-suggestions')).code).toBe(0);
    const second = await scene.run('--provider', provider);
    expect(second.code).toBe(3);
    expect(second.stdout).toContain('waiting for plan_approval');
    expect((await scene.command('approve', '--note', 'Go, but quietly')).code).toBe(0);
    const third = await scene.run('--provider', provider);
    expect(third).toMatchObject({ code: 0, stderr: '' });

    const spawns = scene.spawns();
    expect(spawns.map((spawn) => spawn.phase)).toEqual([
      ...['init', 'investigation', 'requirements', 'requirements', 'planning'],
      ...['implementation', 'testing', 'quality', 'done'],
    ]);
    expect(spawns.map((spawn) => spawn.iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(spawns.every((spawn) => spawn.signalAtStart?.trim() === '{}')).toBe(true);
    const message =
      provider === 'claude' ? readFileSync(join(ROOT, 'first-message.md'), 'utf8') : '';
    expect(new Set(spawns.map((spawn) => spawn.stdin))).toEqual(new Set([message]));
    expect(scene.prompt(1)).toContain('Do it well');
    expect(scene.prompt(2)).not.toContain('Do it well');
    expect(scene.prompt(6)).toContain('Go, but quietly');

    const rows = scene.rows();
    for (const row of rows)
      expect(Object.keys(row)).toEqual(expect.arrayContaining(ORIGINAL_FIELDS));
    expect(new Set(rows.map((row) => row['sourcePhase']))).toEqual(new Set(PHASES));
    expect(rows.map((row) => row['status'])).toEqual([
      ...['continue', 'continue', 'waiting', 'answered', 'continue', 'waiting', 'approved'],
      ...['continue', 'continue', 'continue', 'done'],
    ]);
    expect(
      rows
        .filter((row) => row['kind'] === 'iteration')
        .every((row) => row['provider'] === provider),
    ).toBe(true);
    expect(scene.read('_overview.md')).toMatch(
      /Phase: done\nIteration: 9\nTotal Iterations: 9\nBlocked: no\n/,
    );
    const logs = readdirSync(join(scene.folder(), '_logs'));
    expect(logs.filter((name) => /^\d\d-\d\d-\d{4}-\d{3}-[a-z]+\.jsonl$/.test(name))).toHaveLength(
      9,
    );
    expect(logs.filter((name) => name.endsWith('.prompt.md'))).toHaveLength(9);
    expect(scene.read('session.log')).toContain('done');

    const again = await scene.run('--provider', provider);
    expect(again.code).toBe(0);
    expect(scene.spawns()).toHaveLength(9);
  });
});

test('the work of all phases, init included, is done in the worktree', async () => {
  await using scene = openScene(WHOLE);
  expect((await scene.run('--gates', 'auto')).code).toBe(0);
  const worktree = join(scene.worktrees, readdirSync(scene.sessions)[0] ?? '');
  expect(new Set(scene.spawns().map((spawn) => spawn.cwd))).toEqual(new Set([worktree]));
  expect(git(worktree, 'log', '--format=%s', '-1')).toBe('Do it');
  expect(git(scene.repo, 'log', '--format=%s', '-1')).toBe('Begin');
});

test('--gates auto passes both gates and says so in the rows', async () => {
  await using scene = openScene(WHOLE);
  expect((await scene.run('--gates', 'auto')).code).toBe(0);
  const acts = scene.rows().filter((row) => row['kind'] === 'person');
  expect(acts.map((row) => [row['status'], row['by']])).toEqual([
    ['answered', 'auto'],
    ['approved', 'auto'],
  ]);
  expect(scene.read('_qa.md')).toContain('Answer: a');
  expect(scene.prompt(4)).toContain('by --gates auto');
});

test('only its owner can read the files of a session', async () => {
  await using scene = openScene(WHOLE);
  await scene.run('--once');
  const modes = (name: string): number => statSync(join(scene.folder(), name)).mode & 0o777;
  expect(modes('.')).toBe(0o700);
  expect(modes('_logs')).toBe(0o700);
  for (const name of ['_signal_history.jsonl', 'session.log', '.run/state.json'])
    expect(modes(name), name).toBe(0o600);
  for (const name of readdirSync(join(scene.folder(), '_logs')))
    expect(modes(`_logs/${name}`), name).toBe(0o600);
});

test('--once stops after one iteration: 0 after a continue, else the code of the session', async () => {
  await using scene = openScene(WHOLE);
  const codes: (number | null)[] = [];
  for (let n = 0; n < 3; n += 1) codes.push((await scene.run('--once')).code);
  expect(codes).toEqual([0, 0, 3]);
  expect(scene.spawns()).toHaveLength(3);
});

test('bounds end a run with 7, and the session is not touched by them', async () => {
  await using scene = openScene(WHOLE);
  const bounded = await scene.run('--max-iterations', '2');
  expect(bounded.code).toBe(7);
  expect(scene.spawns()).toHaveLength(2);
  expect(await scene.status()).toMatchObject({ state: 'idle', phase: 'requirements' });
  const timed = await scene.run('--max-duration', '1s', '--max-iterations', '1');
  // The session's own state wins over a bound: the agent asked, so it waits.
  expect(timed.code).toBe(3);
});

test('--max-duration never cuts an attempt, and spawns nothing after it', async () => {
  await using scene = openScene(
    wholeBut({
      init: [goTo('init', { overview: 'init' }, { touch: 'there' }, { sh: 'sleep 1.2' })],
    }),
  );
  const ended = await scene.run('--max-duration', '1s');
  expect(ended.code).toBe(7);
  expect(scene.spawns()).toHaveLength(1);
  expect(scene.rows()).toHaveLength(1);
});

test('a phase has its own number of iterations, and the one after is not spawned', async () => {
  await using scene = openScene(wholeBut({ init: [goTo('init', { overview: 'init' })] }));
  const ended = await scene.run();
  expect(ended.code).toBe(4);
  expect(scene.spawns()).toHaveLength(5);
  expect((await scene.run()).code).toBe(4);
  expect(scene.spawns()).toHaveLength(5);
  expect((await scene.command('resume')).code).toBe(0);
  expect((await scene.run()).code).toBe(4);
  expect(scene.spawns()).toHaveLength(10);
});

test('a done session is reopened by resume --phase, and by an edit of Phase', async () => {
  await using scene = openScene(
    wholeBut({
      investigation: [goTo('requirements'), turn({ status: 'blocked', reason: 'seen' })],
      requirements: [
        ...ASKS.slice(0, 1),
        goTo('planning'),
        turn({ status: 'blocked', reason: 'edited' }),
      ],
    }),
  );
  await scene.run('--gates', 'auto');
  expect(
    (await scene.command('resume', '--phase', 'investigation', '--note', 'once more')).code,
  ).toBe(0);
  const reopened = await scene.run();
  expect(reopened.code).toBe(4);
  expect(scene.prompt(10)).toContain('once more');
  expect(scene.read('_overview.md')).toContain('Phase: investigation');
  const path = join(scene.folder(), '_overview.md');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('Phase: investigation', 'Phase: requirements'),
  );
  expect((await scene.run()).code).toBe(4);
  expect(scene.spawns().at(-1)?.phase).toBe('requirements');
  expect(scene.rows().some((row) => row['status'] === 'overridden')).toBe(true);
});

test('the demo passes all eight phases with nothing but node and git', async () => {
  await using scene = openScene();
  const env = {
    PATH: scene.env['PATH'],
    HOME: scene.home,
    CLAUDE_PATH: undefined,
    CODEX_PATH: undefined,
  };
  const ended = await scene.exec(['demo', '--dir', join(scene.root, 'demo')], { env });
  expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0, stderr: '' });
  const sessions = join(scene.root, 'demo/sessions');
  const history = readFileSync(
    join(sessions, readdirSync(sessions)[0] ?? '', '_signal_history.jsonl'),
    'utf8',
  );
  for (const phase of PHASES) expect(history).toContain(`"sourcePhase":"${phase}"`);
  expect(ended.stdout).toContain('stand-in');
});
