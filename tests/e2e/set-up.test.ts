import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, git, lives, openScene, type Scene, until } from '../support/program.ts';
import { turn, wholeBut } from '../support/program-agent.ts';

const ON = turn({ status: 'continue', summary: 'on' });
const STAYS = wholeBut({ investigation: [ON, ON, ON, ON, ON] });

function sceneWith(setUp: string): Scene {
  const scene = openScene(STAYS);
  appendFileSync(scene.config, `SETUP='${setUp}'\n`);
  return scene;
}

const worktree = (scene: Scene): string => join(scene.worktrees, basename(scene.folder()));
/** A line for each set-up. */
const setUps = (scene: Scene): readonly string[] =>
  readFileSync(join(scene.root, 'set-ups'), 'utf8').trim().split('\n');

describe('SETUP', () => {
  test('runs in the worktree before the first agent, once, without credentials', async () => {
    await using scene = sceneWith(
      'echo $PWD:$ANTHROPIC_API_KEY:$MINE >> ../../set-ups; echo built',
    );
    const env = { ANTHROPIC_API_KEY: 'sk-secret', MINE: 'mine' };
    const { stdout, code } = await scene.startRun(['--once'], { env }).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/setting the worktree up: echo[^]*iteration 1, init/);
    expect(scene.spawns()).toHaveLength(1);
    expect(scene.spawns()[0]?.env['ANTHROPIC_API_KEY']).toBe('sk-secret');
    await scene.run('--once');
    expect(setUps(scene)).toEqual([`${worktree(scene)}::mine`]);
    expect((await scene.command('logs', '--all')).stdout).toMatch(/set-up[^]*built/);
  });

  test('runs again when a lock file changes, when SETUP changes, and in a worktree that is made again', async () => {
    await using scene = sceneWith('echo one >> ../../set-ups');
    await scene.run('--once');
    writeFileSync(join(worktree(scene), 'package-lock.json'), '{}');
    await scene.run('--once');
    expect(setUps(scene)).toEqual(['one', 'one']);
    writeFileSync(scene.config, readFileSync(scene.config, 'utf8').replace('echo one', 'echo two'));
    await scene.run('--once');
    expect(setUps(scene)).toEqual(['one', 'one', 'two']);
    rmSync(worktree(scene), { recursive: true });
    await scene.run('--once');
    expect(setUps(scene)).toEqual(['one', 'one', 'two', 'two']);
  });

  test('that fails blocks with its output and spends nothing, until a person resumes the session', async () => {
    await using scene = sceneWith('echo once >> ../../set-ups; echo no such registry; exit 3');
    const { stdout, code } = await scene.run();
    expect(code).toBe(4);
    expect(stdout).toMatch(/SETUP failed \(echo.*exit 3\)/);
    expect(stdout).toContain('no such registry');
    expect(scene.rows()).toMatchObject([
      { status: 'blocked', needs: 'environment', costUsd: null },
    ]);
    expect(await scene.status()).toMatchObject({ state: 'blocked', retried: false });
    expect((await scene.run()).code).toBe(4);
    expect(setUps(scene)).toEqual(['once']);
    writeFileSync(scene.config, readFileSync(scene.config, 'utf8').replace('exit 3', 'exit 0'));
    expect(scene.spawns()).toEqual([]);
    expect((await scene.command('resume')).code).toBe(0);
    expect((await scene.run('--once')).code).toBe(0);
    expect(setUps(scene)).toEqual(['once', 'once']);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('over SETUP_TIMEOUT fails, and is ended with all that it started', async () => {
    await using scene = sceneWith('sleep 100 & echo $! > ../../pid; wait');
    appendFileSync(scene.config, 'SETUP_TIMEOUT=1\n');
    const { stdout, code } = await scene.run();
    expect(code).toBe(4);
    expect(stdout).toMatch(/SETUP failed .*timeout/);
    expect(lives(pidOf(scene))).toBe(false);
  });

  test('ends with samocode when that is killed, and the next run does it again', async () => {
    await using scene = sceneWith(
      'echo begun >> ../../set-ups; test -e ../../go && exit; echo $$ > ../../pid; sleep 100',
    );
    const running = scene.startRun(['--once']);
    await appears(join(scene.root, 'pid'));
    await until(() => pidOf(scene) > 0, 'the pid');
    running.kill('SIGKILL');
    await until(() => !lives(pidOf(scene)), 'the end of the set-up');
    writeFileSync(join(scene.root, 'go'), '');
    expect((await scene.run('--once')).code).toBe(0);
    expect(setUps(scene)).toEqual(['begun', 'begun']);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('that a stop or a pause meets starts no agent', async () => {
    for (const act of ['stop', 'pause']) {
      await using scene = sceneWith('echo $$ > ../../pid; read line < ../../go');
      execFileSync('mkfifo', [join(scene.root, 'go')]);
      const running = scene.startRun();
      await appears(join(scene.root, 'pid'));
      expect((await scene.command(act)).code).toBe(0);
      writeFileSync(join(scene.root, 'go'), 'go\n');
      const { code, stdout } = await running.ended;
      expect(code, stdout).toBe(act === 'stop' ? 7 : 3);
      expect(scene.spawns()).toEqual([]);
      expect(scene.rows()).toMatchObject([{ status: act === 'stop' ? 'stopped' : 'paused' }]);
    }
  });
});

describe('the variables that say where a program works', () => {
  test('reach SETUP, VERIFY and agents', async () => {
    await using scene = sceneWith('env > ../../set-up.env');
    appendFileSync(scene.config, "VERIFY='env > ../../verify.env'\n");
    scene.begin('quality');
    scene.script({
      phases: { quality: [turn({ status: 'continue', phase: 'done', summary: 'x' })] },
    });
    await scene.startRun(['--once'], { env: { SAMOCODE_SLOT: '77', SAMOCODE_SESSION: '/x' } })
      .ended;
    const lines = [
      `SAMOCODE_WORKTREE=${worktree(scene)}`,
      `SAMOCODE_MAIN_REPO=${scene.repo}`,
      `SAMOCODE_SESSION=${scene.folder()}`,
      'SAMOCODE_SLOT=1',
    ];
    const agent = Object.entries(scene.spawns()[0]?.env ?? {}).map(
      ([key, value]) => `${key}=${value}`,
    );
    expect(agent).toEqual(expect.arrayContaining(lines));
    for (const name of ['set-up.env', 'verify.env']) {
      const env = readFileSync(join(scene.root, name), 'utf8').split('\n');
      expect(env).toEqual(expect.arrayContaining(lines));
    }
  });

  test('give each running session a number of its own, also after a kill', async () => {
    await using scene = sceneWith(
      'echo $SAMOCODE_SLOT > ../../slot-$(basename $PWD); read x < ../../pipe',
    );
    execFileSync('mkfifo', [join(scene.root, 'pipe')]);
    const slot = (name: string): string => join(scene.root, `slot-${name}`);
    const start = (name: string) => {
      scene.begin('investigation');
      renameSync(join(scene.sessions, 'it'), join(scene.sessions, name));
      return scene.start(['--config', scene.config, '--session', name, '--once']);
    };
    const read = (name: string): string => readFileSync(slot(name), 'utf8').trim();
    const wrote = async (name: string): Promise<string> => {
      await until(() => existsSync(slot(name)) && read(name) !== '', name);
      return read(name);
    };
    const first = start('one');
    expect(await wrote('one')).toBe('1');
    start('two');
    expect(await wrote('two')).toBe('2');
    first.kill('SIGKILL');
    await first.ended;
    start('three');
    expect(await wrote('three')).toBe('1');
  });
});

describe('COPY and .worktreeinclude', () => {
  test('bring ignored files into a new worktree before SETUP, and replace none', async () => {
    await using scene = sceneWith('cat .env > ../../seen');
    appendFileSync(scene.config, 'COPY=.env,.env.telegram,open.txt,link/in.env\n');
    const put = (name: string, text: string): void => {
      mkdirSync(dirname(join(scene.repo, name)), { recursive: true });
      writeFileSync(join(scene.repo, name), text);
    };
    put('.gitignore', '*.env\n.env*\nsecret/\nbuild/\n');
    put('.worktreeinclude', 'secret/*.key\nopen.txt\nkept.env\n');
    put('kept.env', 'tracked');
    symlinkSync('../elsewhere', join(scene.repo, 'link'));
    git(scene.repo, 'add', '-f', '.');
    git(scene.repo, 'commit', '-q', '-m', 'Configure');
    put('kept.env', 'changed');
    put('.env', 'A=1');
    put('.env.telegram', 'TELEGRAM_BOT_TOKEN=1:x');
    put('secret/a.key', 'key');
    put('build/big', 'big');
    put('open.txt', 'not ignored');
    chmodSync(join(scene.repo, 'secret/a.key'), 0o600);
    const { stdout, code } = await scene.run('--once');
    expect(code).toBe(0);
    expect(stdout).toContain('copied 2 ignored files');
    expect(stdout).toContain('open.txt: git does not ignore it');
    expect(stdout).toContain('.env.telegram: it holds samocode');
    const inTree = (name: string): string => join(worktree(scene), name);
    expect(readFileSync(join(scene.root, 'seen'), 'utf8')).toBe('A=1');
    expect(readFileSync(inTree('secret/a.key'), 'utf8')).toBe('key');
    expect(statSync(inTree('secret/a.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(inTree('kept.env'), 'utf8')).toBe('tracked');
    for (const name of ['build', 'open.txt', '.env.telegram']) {
      expect(existsSync(inTree(name))).toBe(false);
    }
    // Once: a file that an agent changed or removed stays so.
    rmSync(inTree('.env'));
    await scene.run('--once');
    expect(existsSync(inTree('.env'))).toBe(false);
    expect(readdirSync(scene.worktrees)).toEqual([basename(worktree(scene))]);
  });
});

describe('before anything is paid for', () => {
  test('a run and the doctor name the program or script of SETUP and VERIFY that does not exist', async () => {
    await using scene = sceneWith('true');
    const config = readFileSync(scene.config, 'utf8').replace(/SETUP=.*/, 'SETUP=no-such-tool x');
    writeFileSync(scene.config, `${config}VERIFY=npm run check\nVERIFY_TESTING=no-such-check\n`);
    writeFileSync(join(scene.repo, 'package.json'), '{"scripts":{"test":"true"}}');
    const { stdout } = await scene.run();
    const [program, ofPhase, script] = [
      'SETUP starts no-such-tool, which is not on PATH',
      'VERIFY_TESTING starts no-such-check, which is not on PATH',
      'VERIFY runs the script check, which',
    ];
    expect(stdout).toContain(program);
    expect(stdout).toContain(ofPhase);
    expect(stdout).toContain(script);
    const doctor = await scene.exec(['doctor', '--config', scene.config]);
    expect(doctor.stdout).toContain(program);
    expect(doctor.stdout).toContain(script);
    writeFileSync(join(scene.repo, 'package.json'), '{"scripts":{"check":"true"}}');
    const right = await scene.exec(['doctor', '--config', scene.config]);
    expect(right.stdout).not.toContain(script);
  });

  test('a run and the doctor say that git cannot sign without a person, and a later run does not ask', async () => {
    await using scene = sceneWith('true');
    const key = (name: string, passphrase: string): string => {
      const path = join(scene.root, name);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
      return path;
    };
    git(scene.repo, 'config', 'commit.gpgsign', 'true');
    git(scene.repo, 'config', 'gpg.format', 'ssh');
    git(scene.repo, 'config', 'user.signingkey', key('locked', 'secret'));
    const warning = 'git cannot sign without a person';
    const off = `git -C ${scene.repo} config commit.gpgsign false`;
    const first = await scene.run('--once');
    expect(first.stdout).toContain(warning);
    expect(first.stdout).toContain(off);
    expect((await scene.run('--once')).stdout).not.toContain(warning);
    const doctor = await scene.exec(['doctor', '--config', scene.config]);
    expect(doctor.stdout).toContain(warning);
    git(scene.repo, 'config', 'user.signingkey', key('open', ''));
    const right = await scene.exec(['doctor', '--config', scene.config]);
    expect(right.stdout).toContain('git signs commits without a person');
    expect((await scene.run('--new', '--once')).stdout).not.toContain(warning);
  });

  test('a run and the doctor name ignored .env files that nothing copies, but not those of samocode', async () => {
    await using scene = openScene(STAYS);
    writeFileSync(join(scene.repo, '.gitignore'), '.env*\n');
    git(scene.repo, 'add', '.gitignore');
    git(scene.repo, 'commit', '-q', '-m', 'Ignore');
    writeFileSync(join(scene.repo, '.env.local'), 'PORT=1\n');
    writeFileSync(join(scene.repo, '.env'), 'TELEGRAM_BOT_TOKEN=1:a\n');
    const text = 'git ignores .env.local in MAIN_REPO: a new worktree is without';
    const fix = `add COPY=.env.local to ${scene.config}`;
    const doctor = async (): Promise<string> =>
      (await scene.exec(['doctor', '--config', scene.config])).stdout;
    expect((await scene.run('--once')).stdout).toContain(`${text} → ${fix}`);
    expect((await scene.run('--once')).stdout).not.toContain(text);
    expect(await doctor()).toContain(text);
    writeFileSync(join(scene.repo, '.worktreeinclude'), '');
    expect(await doctor()).not.toContain(text);
    rmSync(join(scene.repo, '.worktreeinclude'));
    appendFileSync(scene.config, 'COPY=.env.local\n');
    expect(await doctor()).not.toContain(text);
  });

  test('a run names a login that is gone, of the selected CLI and of the one that takes over', async () => {
    await using scene = sceneWith('true');
    const loggedOut = (name: string, answer: string): string => {
      const path = join(scene.root, name);
      const agent = scene.env['CLAUDE_PATH'] ?? '';
      const script = `#!/bin/sh\ncase "$*" in *' status') echo '${answer}';; *) exec '${agent}' "$@";; esac\n`;
      writeFileSync(path, script, { mode: 0o755 });
      return path;
    };
    const CLAUDE_PATH = loggedOut('claude', '{"loggedIn":false}');
    const CODEX_PATH = loggedOut('codex', 'Not logged in');
    const env = { CLAUDE_PATH, CODEX_PATH, SAMOCODE_FALLBACK: 'codex' };
    const { stdout } = await scene.startRun(['--once'], { env }).ended;
    expect(stdout).toContain('claude is not logged in → claude auth login');
    expect(stdout).toContain('codex is not logged in, and cannot take over → codex login');
    expect(scene.spawns()).toHaveLength(1);
  });
});

function pidOf(scene: Scene): number {
  return Number(readFileSync(join(scene.root, 'pid'), 'utf8'));
}

test('prompts name the ignored files of MAIN_REPO that the worktree lacks, while it lacks them', async () => {
  await using scene = openScene(STAYS);
  writeFileSync(join(scene.repo, '.gitignore'), 'local.env\ncache/\n.env\n.samocode\n');
  git(scene.repo, 'add', '.gitignore');
  git(scene.repo, 'commit', '-q', '-m', 'Ignore');
  mkdirSync(join(scene.repo, 'cache'));
  for (const [name, text] of [
    ['local.env', 'A=1\n'],
    ['cache/a', ''],
    ['.samocode', ''],
    ['.env', 'TELEGRAM_BOT_TOKEN=1:a\n'],
  ] as const) {
    writeFileSync(join(scene.repo, name), text);
  }
  await scene.run('--once');
  expect(scene.prompt(1)).toMatch(
    /^- Ignored by git and not in the worktree .*: local\.env, cache\/$/m,
  );
  writeFileSync(join(worktree(scene), 'local.env'), 'A=1\n');
  await scene.run('--once');
  expect(scene.prompt(2)).toMatch(/^- Ignored by git and not in the worktree .*: cache\/$/m);
});
