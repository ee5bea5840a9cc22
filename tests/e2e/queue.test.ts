import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openQueue } from '../../src/cli/compose/queue/queue.ts';
import { appears, openScene, type Scene } from '../support/program.ts';
import { type Script, turn } from '../support/program-agent.ts';

function openQueueScene(script: Script = {}): Scene {
  const scene = openScene(script);
  writeFileSync(join(scene.root, 'task.md'), 'Add a login form\n');
  return scene;
}

function waysOf(scene: Scene) {
  const queue = (...args: readonly string[]) => scene.exec(['queue', ...args]);
  const add = (name: string, ...args: readonly string[]) =>
    queue('add', name, '--task-file', 'task.md', ...args);
  return { queue, add, stateDir: join(scene.home, '.local/state/samocode') };
}

async function listed(scene: Scene): Promise<readonly Record<string, unknown>[]> {
  const { stdout } = await scene.exec(['queue', '--json']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('sessions are put in line, before all others, and taken out', async () => {
  await using scene = openQueueScene();
  const { queue, add, stateDir } = waysOf(scene);
  expect((await queue()).stdout).toBe('no session is in line\nno slot is taken\n');
  expect((await add('login')).stdout).toBe(
    `login of ${scene.config} is in the queue (priority 5); samocode work runs it\n`,
  );
  await add('bill', '--priority', '9', '--not-before', '2999-01-02 22:30');
  await add('tax');
  expect((await queue('first', 'tax')).code).toBe(0);
  const { stdout } = await queue();
  expect(stdout).toMatch(
    /^session +project +priority +state\ntax .*5 +queued\nbill .*9 +queued +not before 2999-01-02 22:30:00\nlogin /,
  );
  expect(await listed(scene)).toMatchObject([
    { v: 1, session: 'tax', config: scene.config, priority: 5, notBefore: null, state: 'queued' },
    { session: 'bill', notBefore: new Date(2999, 0, 2, 22, 30).toISOString() },
    { session: 'login' },
  ]);
  const tasks = readdirSync(join(stateDir, 'queue/tasks'));
  expect(tasks.map((name) => readFileSync(join(stateDir, 'queue/tasks', name), 'utf8'))).toEqual(
    Array.from({ length: 3 }, () => 'Add a login form\n'),
  );
  expect((await queue('remove', 'bill')).stdout).toBe(
    `bill of ${scene.config} is out of the queue\n`,
  );
  expect((await listed(scene)).map(({ session }) => session)).toEqual(['tax', 'login']);
  expect(readdirSync(scene.sessions)).toEqual([]);
});

test('what a run would refuse is refused at once, and nothing is in line then', async () => {
  await using scene = openQueueScene();
  const { queue, add } = waysOf(scene);
  scene.begin('planning');
  writeFileSync(join(scene.root, 'empty.md'), ' \n');
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [['add'], /no session named\n {2}→ samocode queue add <name>/],
    [['push', 'login'], /does not know "push"\n.*samocode queue add login --task-file task\.md/],
    [['add', 'login'], /there is no session "login"/],
    [['add', 'login', '--task-file', 'none.md'], /--task-file: ENOENT/],
    [['add', 'login', '--task-file', 'empty.md'], /--task-file empty\.md is empty/],
    [['add', '../x', '--task-file', 'task.md'], /"\.\.\/x" cannot name a session/],
    [['add', 'it', '--task-file', 'task.md'], /has begun without this --task/],
    [
      ['add', 'login', '--task-file', 'task.md', '--priority', '10'],
      /--priority is "10"\n.*0 to 9/,
    ],
    [
      ['add', 'login', '--task-file', 'task.md', '--not-before', '25:00'],
      /--not-before is "25:00"\n/,
    ],
    [['add', 'login', '--task-file', 'task.md', '--not-before', '2020-01-01'], /which is over/],
    [['add', 'login', '--task-file', 'task.md', '--config', 'none/.samocode'], /none\/\.samocode/],
    [['remove', 'login'], /"login" is not in the queue/],
    [['--task-file', 'task.md'], /samocode queue takes no --task-file/],
    [['first', 'login', '--priority', '9'], /samocode queue first takes no --priority/],
  ];
  for (const [args, message] of refusals) {
    const ended = await queue(...args);
    expect(ended.stderr, args.join(' ')).toMatch(message);
    expect(ended.code, args.join(' ')).toBe(2);
  }
  expect(await listed(scene)).toEqual([]);

  expect((await queue('add', 'it')).code).toBe(0);
  await add('login');
  const again = await queue('add', 'it');
  expect(again.code).toBe(2);
  expect(again.stderr).toContain(
    `to change it: samocode queue remove it --config ${scene.config}, and add it again`,
  );
  expect((await queue('remove', 'it', '--config', scene.config)).code).toBe(0);
  expect((await queue('remove', 'logn')).stderr).toContain(
    `did you mean: samocode queue remove login --config ${scene.config}\n`,
  );
  expect(await listed(scene)).toHaveLength(1);
});

test('a command is about the session of the project of its folder, or of --config', async () => {
  await using scene = openQueueScene();
  const { queue, add } = waysOf(scene);
  const [p1, p2] = ['p1', 'p2'].map((name) => {
    const folder = join(scene.root, name);
    mkdirSync(join(folder, 'sessions'), { recursive: true });
    const config = join(folder, '.samocode');
    writeFileSync(config, 'MAIN_REPO=../repo\nWORKTREES=worktrees\nSESSIONS=sessions\n');
    return { folder, config };
  });
  if (p1 === undefined || p2 === undefined) throw new Error('two projects');
  const of = async (...args: readonly string[]) =>
    (await queue(...args, '--json')).stdout.match(/"config":"[^"]*/g)?.length ?? 0;
  await add('login', '--config', p1.config);
  await add('log', '--config', p1.config);
  const foreign = await scene.exec(['queue', 'remove', 'login'], { cwd: p2.folder });
  expect(foreign.code).toBe(2);
  expect(foreign.stderr).toBe(
    `samocode: "login" is not in the queue of ${p2.config}\n` +
      `  → in that of another project: samocode queue remove login --config ${p1.config}\n`,
  );
  expect(await of()).toBe(2);
  await add('login', '--config', p2.config);
  expect([await of(), await of('--config', p2.config)]).toEqual([3, 1]);
  expect((await queue('--config', p2.config)).stdout).not.toContain('p1');

  const elsewhere = { cwd: dirname(scene.root) };
  const both = await scene.exec(['queue', 'first', 'login'], elsewhere);
  expect(both.stderr).toContain(
    `samocode queue first login --config ${p1.config} or samocode queue first login --config ${p2.config}`,
  );
  const near = await scene.exec(['queue', 'remove', 'lgin'], { cwd: p2.folder });
  expect(near.stderr).toContain(
    `did you mean: samocode queue remove login --config ${p2.config}\n`,
  );
  const removed = await scene.exec(['queue', 'remove', 'login'], { cwd: p2.folder });
  expect(removed.stdout).toBe(`login of ${p2.config} is out of the queue\n`);
  expect([await of('--config', p1.config), await of('--config', p2.config)]).toEqual([2, 0]);
  const only = await scene.exec(['queue', 'first', 'login'], elsewhere);
  expect(only.stdout).toBe(`login of ${p1.config} is before all others in the queue\n`);
});

test.each(['remove', 'first'])('an agent of a run may not call queue %s', async (act) => {
  await using scene = openQueueScene();
  const { add, stateDir } = waysOf(scene);
  await add('bill');
  await add('login');
  const before = await openQueue(stateDir).list(0);
  const env = { SAMOCODE_RUN_ID: 'its-run' };
  const { code, stderr } = await scene.exec(['queue', act, 'login'], { env });
  expect(code).toBe(2);
  expect(stderr).toContain('an agent of run its-run called this command');
  expect(await openQueue(stateDir).list(0)).toEqual(before);
});

test('a run by hand takes a slot, and is shown as running', async () => {
  const blocked = turn({ status: 'blocked', reason: 'enough' });
  await using scene = openQueueScene({
    phases: {
      investigation: [[{ begin: true }, { touch: 'busy' }, { wait: 'go' }, ...blocked.slice(1)]],
    },
  });
  const { queue } = waysOf(scene);
  scene.begin('investigation');
  await queue('add', 'it');
  const running = scene.startRun();
  await appears(join(scene.agent, 'busy'));
  const { stdout } = await queue();
  expect(stdout).toMatch(/it .* running\n1 slot is taken: it \(samocode-e2e-\w+\)\n$/);
  const [last = ''] = (await scene.exec(['list', '--all', '--json'])).stdout
    .trim()
    .split('\n')
    .slice(-1);
  expect(JSON.parse(last)).toMatchObject({
    queue: [{ session: 'it', state: 'running' }],
    slots: [{ session: 'it', config: scene.config, pid: running.pid }],
  });
  running.kill('SIGTERM');
  await running.ended;
  expect((await queue()).stdout).toMatch(/queued\nno slot is taken\n$/);
});

test('two sessions of two projects never run at once in one worktree', async () => {
  const blocked = turn({ status: 'blocked', reason: 'enough' });
  await using scene = openQueueScene({
    phases: {
      investigation: [[{ begin: true }, { touch: 'busy' }, { wait: 'go' }, ...blocked.slice(1)]],
    },
  });
  scene.begin('investigation');
  const other = join(scene.root, 'other');
  mkdirSync(join(other, 'sessions/it'), { recursive: true });
  writeFileSync(join(other, 'sessions/it/_overview.md'), scene.read('_overview.md'));
  writeFileSync(
    join(other, '.samocode'),
    'MAIN_REPO=../repo\nWORKTREES=../worktrees\nSESSIONS=sessions\n',
  );
  const twin = ['--config', join(other, '.samocode'), '--session', 'it'];
  const running = scene.startRun();
  await appears(join(scene.agent, 'busy'));
  const refused = await scene.exec(twin);
  expect(refused.code).toBe(6);
  expect(refused.stderr).toContain(`the session it (pid ${running.pid}) works in the same place`);
  expect(scene.spawns()).toHaveLength(1);
  // The session itself was not touched, and is free.
  expect((await scene.exec(['status', ...twin])).stdout).not.toContain('running');
  running.kill('SIGKILL');
  await running.ended;
  scene.script({ phases: { investigation: [blocked] } });
  expect((await scene.exec(twin)).code).toBe(4);
});

test('a person’s act puts a session that waits for one back in line', async () => {
  await using scene = openQueueScene();
  const { queue, stateDir } = waysOf(scene);
  scene.begin('requirements', { '_qa.md': '# Questions\n\n### Q1: Which?\nAnswer: _\n' });
  await queue('add', 'it');
  const work = openQueue(stateDir);
  const acts: readonly (readonly [string, ...string[]])[] = [
    ['note', 'Use the table'],
    ['resume'],
    ['answer', '--set', '1=x'],
  ];
  for (const [act, ...args] of acts) {
    const claim = await work.claim(Date.now(), 1);
    if (claim === null) throw new Error(`nothing to claim before ${act}`);
    await work.settle(claim, { kind: 'waits', until: null, why: 'answers' });
    expect((await listed(scene))[0]).toMatchObject({ state: 'waits', until: null, why: 'answers' });
    expect((await scene.command(act, ...args)).code, act).toBe(0);
    expect((await listed(scene))[0], act).toMatchObject({ state: 'queued', why: null });
  }
});

test('report --all has every session that needs a person', async () => {
  await using scene = openQueueScene({
    phases: { investigation: [turn({ status: 'blocked', reason: 'enough' })] },
  });
  const folder = scene.begin('investigation');
  const overview = scene.read('_overview.md');
  expect((await scene.run()).code).toBe(4);
  for (const name of ['idle', 'unreadable']) {
    mkdirSync(join(scene.sessions, name));
    writeFileSync(join(scene.sessions, name, '_overview.md'), overview);
  }
  mkdirSync(join(scene.sessions, 'unreadable/_signal_history.jsonl'));
  const before = new Date(Date.now() - 13 * 3_600_000);
  for (const one of [folder, join(scene.sessions, 'idle')]) {
    for (const file of readdirSync(one, { recursive: true, encoding: 'utf8' })) {
      utimesSync(join(one, file), before, before);
    }
    utimesSync(one, before, before);
  }
  const night = await scene.exec(['report', '--all'], { cwd: scene.home });
  expect(night.stdout).toMatch(/^# 1 session since [-\d: ]+: 1 for you to decide, .*\n\n- it: /);
  expect(night.stderr).toContain(`unreadable (${scene.config}): `);
});

test('list --all and report --all show the sessions of all projects', async () => {
  await using scene = openQueueScene({
    phases: { investigation: [turn({ status: 'blocked', reason: 'enough' })] },
  });
  const { queue, add } = waysOf(scene);
  scene.begin('investigation');
  const other = join(scene.root, 'other');
  mkdirSync(join(other, 'sessions/bill'), { recursive: true });
  writeFileSync(join(other, 'sessions/bill/_overview.md'), scene.read('_overview.md'));
  const config = join(other, '.samocode');
  writeFileSync(config, 'MAIN_REPO=../repo\nWORKTREES=worktrees\nSESSIONS=sessions\n');
  expect((await scene.run()).code).toBe(4);
  await queue('add', 'bill', '--config', config);
  await add('login');
  const elsewhere = { cwd: scene.home };
  const { stdout } = await scene.exec(['list', '--all', '--no-color'], elsewhere);
  expect(stdout).toMatch(
    new RegExp(
      [
        `^${scene.config}\nsession .*\nit +investigation +blocked .*\n`,
        `${config}\nsession .*\nbill +investigation +idle .*\n`,
        'queue\nsession +project .*\nbill +other +5 +queued\nlogin .*queued\nno slot is taken\n$',
      ].join('\n'),
    ),
  );
  const lines = (await scene.exec(['list', '--all', '--json'], elsewhere)).stdout
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { session: 'it', config: scene.config, state: 'blocked' },
    { session: 'bill', config, state: 'idle' },
    {
      v: 1,
      queue: [
        { v: 1, session: 'bill', config, priority: 5, state: 'queued', why: null },
        { session: 'login', config: scene.config },
      ],
      slots: [],
    },
  ]);
  const night = await scene.exec(['report', '--all'], elsewhere);
  expect(night.stdout).toMatch(/^# 2 sessions since [-\d: ]+: 1 for you to decide, /);
  expect(night.stdout).toMatch(
    /\n- it: blocked in investigation .*\n- bill: idle in investigation/,
  );
  expect(night.stdout).toContain('\n# it: blocked in investigation');
  expect(
    (await scene.exec(['report', '--all', '--since', '2h', '--json'], elsewhere)).stdout,
  ).toMatch(/^\{.*"session":"it".*\}\n\{.*"session":"bill".*\}\n$/);
  const both = await scene.exec(['report', '--all', '--session', 'it'], elsewhere);
  expect(both.stderr).toContain('--all and --session exclude each other');

  rmSync(other, { recursive: true });
  expect((await scene.exec(['list', '--all'], elsewhere)).stdout).toMatch(
    /\nbill +other .*queued\n/,
  );
});
