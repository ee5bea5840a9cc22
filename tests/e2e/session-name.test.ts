import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openScene, overviewOf, program, type Scene, SESSION } from '../support/program.ts';
import { type Turn, turn, WHOLE } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });
const CRASH: Turn = [{ exit: 1 }];

function beginNamed(scene: Scene, ...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(scene.sessions, name), { recursive: true });
    writeFileSync(join(scene.sessions, name, '_overview.md'), overviewOf('investigation'));
  }
}

/** Everything below SESSIONS. */
function names(scene: Scene): readonly string[] {
  return readdirSync(scene.sessions, { recursive: true, encoding: 'utf8' }).sort();
}

describe('a session that is not there, and no task', () => {
  test.each([
    ['a slip', 'add-lgoin', 'add-login'],
    ['another case', 'Add-Login', 'add-login'],
    ['an abbreviation', 'add', 'add-login'],
    ['a part of the name', 'login', 'add-login'],
    ['an underscore', 'add_login', 'add-login'],
    ['another date', '26-01-02-add-login', 'add-login'],
    ['a name that goes on', 'add-login-form', 'add-login'],
    ['a slip in a plain name', 'shpo', 'shop'],
  ])('is exit 2 for %s, which names the session that was meant', async (_, typed, meant) => {
    await using scene = openScene(WHOLE);
    beginNamed(scene, '26-01-01-add-login', 'shop');
    const before = names(scene);
    const ended = await scene.exec(['run', '--config', scene.config, '--session', typed, '--once']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(`there is no session "${typed}"`);
    expect(ended.stderr).toContain(`did you mean ${meant}?`);
    expect(ended.stderr).toContain(`run --config ${scene.config} --session ${meant} --once;`);
    expect(ended.stderr).toContain(`--session ${typed} --task`);
    expect(names(scene)).toEqual(before);
    expect(scene.spawns()).toEqual([]);
  });

  test.each([['--once'], ['--dry-run'], ['--force'], ['--wait'], ['--gates', 'auto'], ['-q']])(
    'is exit 2 with %s %s as well, and makes no missing folder',
    async (...flags) => {
      await using scene = openScene(WHOLE);
      writeFileSync(scene.config, 'MAIN_REPO=repo\nWORKTREES=w2\nSESSIONS=s2\n');
      const ended = await scene.exec(['--config', scene.config, '--session', 'x', ...flags]);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain('no session has begun yet');
      expect(readdirSync(scene.root)).not.toContain('s2');
      expect(readdirSync(scene.root)).not.toContain('w2');
    },
  );

  test('is exit 2 with --new, which begins another session each time', async () => {
    await using scene = openScene(WHOLE);
    beginNamed(scene, SESSION);
    const before = names(scene);
    const args = ['--config', scene.config, '--session', SESSION, '--new'];
    const ended = await scene.exec(args);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/ --session it --new --task /);
    expect(names(scene)).toEqual(before);
    expect(scene.spawns()).toEqual([]);
  });

  test('is named with the names that are near, at most three, and else with all', async () => {
    await using scene = openScene(WHOLE);
    beginNamed(scene, 'shop-a', 'shop-b', 'shop-c', 'shop-d', 'other');
    const near = await scene.exec(['--config', scene.config, '--session', 'shop-e']);
    expect(near.stderr).toContain('did you mean shop-a or shop-b or shop-c?');
    const far = await scene.exec(['--config', scene.config, '--session=zzz']);
    expect(far.stderr).toContain('the sessions are other, shop-a, shop-b, shop-c, shop-d;');
  });

  test('names one by the command that goes on with it', async () => {
    await using scene = openScene({ phases: { investigation: [BLOCKED] } });
    beginNamed(scene, SESSION);
    const { stderr } = await scene.exec(['--config', scene.config, '--session=itt', '-q']);
    const [, command = ''] = /did you mean it\? (.*?); to begin it/.exec(stderr) ?? [];
    execFileSync('/bin/sh', ['-c', `${command}; test $? = 4`], { env: scene.env });
    expect(scene.spawns()).toHaveLength(1);
  });

  test('is told to be archived where it is, with the command that takes it back', async () => {
    await using scene = openScene({ phases: { investigation: [BLOCKED] } });
    beginNamed(scene, '_archive/26-01-01-it', 'other');
    const { code, stderr } = await scene.exec(['--config', scene.config, '--session', SESSION]);
    expect(code).toBe(2);
    const [, command = ''] = /it is archived; to take it back: (.*?); to begin/.exec(stderr) ?? [];
    execFileSync('/bin/sh', ['-c', command]);
    expect((await scene.exec(['--config', scene.config, '--session', SESSION])).code).toBe(4);
  });

  test.each(['status', 'history', 'approve', 'pause'])('is named by %s, too', async (command) => {
    await using scene = openScene(WHOLE);
    beginNamed(scene, 'login');
    const ended = await scene.exec([command, '--config', scene.config, '--session', 'logni']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(`${command} --config ${scene.config} --session login`);
  });
});

describe('a session whose folder is there', () => {
  test('is not begun without a task where only a failed start has been', async () => {
    await using scene = openScene({ phases: { init: [BLOCKED] } });
    for (const folder of ['_logs', '.run/given', '_inbox'])
      mkdirSync(join(scene.sessions, SESSION, folder), { recursive: true });
    for (const file of [
      'session.log',
      '_signal.json',
      '.run/state.json',
      '.run/given/task.md.1.tmp',
    ])
      writeFileSync(join(scene.sessions, SESSION, file), '{}');
    const ended = await scene.run();
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('has not begun');
    expect((await scene.command('schedule')).code).toBe(2);
    expect(scene.spawns()).toEqual([]);
    expect((await scene.run('--task', 'Do it')).code).toBe(4);
  });

  test('goes on without a task when its first run failed after the task was kept', async () => {
    await using scene = openScene({ phases: { init: [CRASH, BLOCKED] } });
    const env = { SAMOCODE_MAX_RETRIES: '1' };
    expect((await scene.startRun(['--max-outage', '0'], { env }).ended).code).toBe(5);
    expect((await scene.command('schedule')).code).toBe(0);
    expect((await scene.run('--force')).code).toBe(4);
    expect(scene.prompt(2)).toContain('Do the work');
  });

  test.each(['notes.md', '_qa.md', '_inbox/note'])(
    'goes on without a task where a person put %s',
    async (file) => {
      await using scene = openScene({ phases: { init: [BLOCKED] } });
      mkdirSync(join(scene.sessions, SESSION, '_inbox'), { recursive: true });
      writeFileSync(join(scene.sessions, SESSION, file), 'Paint the shed\n');
      expect((await scene.run()).code).toBe(4);
      expect(scene.spawns()).toHaveLength(1);
    },
  );
});

describe('a text that cannot name a session', () => {
  test.each([
    ['--session', ['--session', 'My Task', '--task', 'Say "hello"', '--once'], 'my-task'],
    ['--session=', ['--session=Grüße', '--task', 'Greet', '--once'], 'grusse'],
    ['the first argument', ['run', 'shop/My Task', '--task', 'Greet', '--once'], 'my-task'],
  ])('by %s is exit 2 with the same command that works', async (_, args, name) => {
    await using scene = openScene(WHOLE);
    const { bin, shell } = onPath(scene);
    const ended = spawnSync(join(bin, 'samocode'), [...args, '--config', scene.config], shell);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    const [, hint = ''] = /; for example: (.*)\n$/.exec(ended.stderr) ?? [];
    expect(readdirSync(scene.sessions)).toEqual([]);
    execFileSync('/bin/sh', ['-c', hint], { ...shell, stdio: 'pipe' });
    expect(readdirSync(scene.sessions)[0]).toMatch(new RegExp(`-${name}$`));
  });
});

test('a slip in the first argument is told with a command that works', async () => {
  await using scene = openScene(WHOLE);
  beginNamed(scene, 'add-login');
  const { bin, shell } = onPath(scene);
  const words = ['status', 'add-lgoin', '--config', scene.config];
  const ended = spawnSync(join(bin, 'samocode'), words, shell);
  const [, hint = ''] = /did you mean add-login\? (.*?); to begin/.exec(ended.stderr) ?? [];
  expect(execFileSync('/bin/sh', ['-c', hint], shell)).toMatch(/^session +add-login/);
});

/** A folder with the command samocode, and how a shell finds it. */
function onPath(scene: Scene) {
  const bin = join(scene.root, 'bin');
  mkdirSync(bin);
  symlinkSync(program(), join(bin, 'samocode'));
  const env = { ...scene.env, PATH: `${bin}:${scene.env['PATH'] ?? ''}` };
  return { bin, shell: { env, cwd: scene.root, encoding: 'utf8' } as const };
}
