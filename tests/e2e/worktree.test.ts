import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  appears,
  commitSubmodule,
  git,
  lives,
  openScene,
  type Scene,
  until,
} from '../support/program.ts';
import { goTo, turn, wholeBut } from '../support/program-agent.ts';

const TO_INVESTIGATION = wholeBut({
  investigation: [turn({ status: 'blocked', reason: 'enough' })],
});

function worktree(scene: Scene): string {
  return join(scene.worktrees, basename(scene.folder()));
}

function parentOf(pid: number): number {
  const [, parent] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(parent);
}

describe('the session’s worktree', () => {
  test('is made before init, on the folder’s name without its date, with the prefix', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    const env = { GIT_BRANCH_PREFIX: 'me/' };
    expect((await scene.startRun(['--once'], { env }).ended).stdout).toContain('me/it');
    expect(git(worktree(scene), 'branch', '--show-current')).toBe('me/it');
    expect(git(worktree(scene), 'rev-parse', 'HEAD')).toBe(git(scene.repo, 'rev-parse', 'trunk'));
    expect(scene.spawns()[0]).toMatchObject({ phase: 'init', cwd: worktree(scene) });
    expect(scene.prompt(1)).toContain(`- Worktree: ${worktree(scene)}`);
    expect(scene.prompt(1)).toContain('- Branch: me/it');
    expect(scene.prompt(1)).toContain('- Base branch: trunk');
  });

  test('leaves a branch of the name alone that is not of the session, and says so in the first line', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    git(scene.repo, 'switch', '-q', '-c', 'it');
    git(scene.repo, 'commit', '-q', '--allow-empty', '-m', 'Earlier work');
    git(scene.repo, 'switch', '-q', 'trunk');
    const { code, stdout } = await scene.run('--once');
    expect(code).toBe(0);
    const [first = ''] = stdout.split('\n');
    expect(first).toMatch(/it: init.*on branch it-2: the branch it exists/);
    expect(git(worktree(scene), 'branch', '--show-current')).toBe('it-2');
    expect(git(worktree(scene), 'log', '--format=%s', '-1')).toBe('Begin');
    expect(scene.prompt(1)).toContain('- Branch: it-2');
    // It is the session's own from now on, also where its record and its folder are gone.
    rmSync(worktree(scene), { recursive: true });
    expect((await scene.run('--once')).code).toBe(4);
    expect(git(worktree(scene), 'branch', '--show-current')).toBe('it-2');
  });

  test('of a session of an earlier version gets the branch of its name', async () => {
    await using scene = openScene({
      phases: { implementation: [turn({ status: 'blocked', reason: 'enough' })] },
    });
    scene.begin('implementation');
    git(scene.repo, 'branch', 'it');
    expect((await scene.run()).code).toBe(4);
    expect(git(worktree(scene), 'branch', '--show-current')).toBe('it');
  });

  test('starts from the current branch; first line, prompt and report name it with its commit', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    const origin = join(scene.root, 'origin.git');
    git(scene.root, 'clone', '-q', '--bare', scene.repo, origin);
    git(scene.repo, 'remote', 'add', 'origin', origin);
    git(scene.repo, 'fetch', '-q', 'origin');
    git(scene.repo, 'remote', 'set-head', 'origin', 'trunk');
    git(scene.repo, 'switch', '-q', '-c', 'elsewhere');
    git(scene.repo, 'commit', '-q', '--allow-empty', '-m', 'Not pushed');
    const commit = git(scene.repo, 'rev-parse', 'HEAD');
    const base = `elsewhere (${commit.slice(0, 10)})`;
    const { stdout } = await scene.run('--once');
    const [first = ''] = stdout.split('\n');
    expect(first).toContain(`; from ${base}`);
    expect(stdout).toMatch(
      /base elsewhere .* has 1 commit that no remote has: [0-9a-f]+ Not pushed/,
    );
    expect(git(worktree(scene), 'rev-parse', 'HEAD')).toBe(commit);
    expect(scene.prompt(1)).toContain(`- Base branch: elsewhere\n- Base commit: ${commit}`);
    // The person goes on elsewhere: the session keeps its base.
    git(scene.repo, 'switch', '-q', 'trunk');
    expect((await scene.run()).stdout.split('\n')[0]).toContain(`; from ${base}`);
    expect(scene.prompt(2)).toContain(`- Base branch: elsewhere\n- Base commit: ${commit}`);
    expect((await scene.command('report')).stdout).toContain(`from ${base}`);
  });

  test('starts from BASE', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    git(scene.repo, 'tag', 'v1');
    git(scene.repo, 'commit', '-q', '--allow-empty', '-m', 'Later');
    appendFileSync(scene.config, 'BASE=v1\n');
    const { stdout } = await scene.run('--once');
    expect(stdout.split('\n')[0]).toMatch(/; from v1 \([0-9a-f]{10}\)$/);
    expect(git(worktree(scene), 'log', '--format=%s', '-1')).toBe('Begin');
  });

  test('that is missing later is made again on its branch, and no agent works in MAIN_REPO', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    await scene.run('--once');
    git(worktree(scene), 'commit', '-q', '--allow-empty', '-m', 'Work');
    rmSync(worktree(scene), { recursive: true });
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()[1]?.cwd).toBe(worktree(scene));
    expect(git(worktree(scene), 'log', '--format=%s', '-1')).toBe('Work');
  });

  test('that a person moved to another branch owns that one from then on', async () => {
    await using scene = openScene({
      phases: {
        init: TO_INVESTIGATION.phases?.init ?? [],
        investigation: [
          turn({ status: 'continue', summary: 'on' }),
          turn({ status: 'blocked', reason: 'enough' }),
        ],
      },
    });
    await scene.run('--once');
    git(worktree(scene), 'switch', '-q', '-c', 'mine');
    await scene.run('--once');
    expect(scene.prompt(2)).toContain('- Branch: mine');
    git(scene.repo, 'worktree', 'remove', '--force', worktree(scene));
    await scene.run();
    expect(git(worktree(scene), 'branch', '--show-current')).toBe('mine');
  });

  test('that cannot be made blocks before anything is spent, and the next run goes on by itself', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    git(scene.repo, 'update-ref', '-d', 'HEAD');
    const ended = await scene.run();
    expect(ended.code).toBe(4);
    expect(ended.stdout).toMatch(/each run tries again\): .* has no commit.* → git -C /);
    expect(scene.spawns()).toEqual([]);
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows()).toMatchObject([
      { kind: 'gave-up', phase: 'init', status: 'blocked', needs: 'environment' },
    ]);
    for (const asked of ['status', 'why']) {
      const { stdout } = await scene.command(asked);
      expect(stdout).toMatch(/blocked.*each run tries again.* has no commit.* → git -C /);
      expect(stdout).not.toContain('resume');
    }
    const status: unknown = JSON.parse((await scene.command('status', '--json')).stdout);
    expect(status).toMatchObject({ state: 'blocked', needs: 'environment', retried: true });
    git(scene.repo, 'commit', '-q', '--allow-empty', '-m', 'First');
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns().map(({ phase }) => phase)).toEqual(['init', 'investigation']);
  });

  test('of a repository that was moved is refused with the command that repairs it', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    await scene.run('--once');
    const moved = join(scene.root, 'new place');
    renameSync(scene.repo, moved);
    writeFileSync(scene.config, `MAIN_REPO="${moved}"\nWORKTREES=worktrees\nSESSIONS=sessions\n`);
    const ended = await scene.run();
    expect(ended.code).toBe(4);
    expect(scene.spawns()).toHaveLength(1);
    const [, repair = 'false'] = /(git -C .* worktree repair .*)$/m.exec(ended.stdout) ?? [];
    execFileSync('sh', ['-c', repair], { stdio: 'pipe' });
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()[1]?.cwd).toBe(worktree(scene));
  });

  test('is shown by --dry-run with the branch that it would get, and is not made', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    git(scene.repo, 'branch', 'it');
    const { code, stdout } = await scene.run('--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('- Branch: it-2');
    expect(readdirSync(scene.worktrees)).toEqual([]);
  });
});

const FILES = ['.gitattributes', 'README.md', 'a', 'slow', 'z'];

/** Git comes as far as `slow`, whose filter waits at a FIFO; `checkout` is the filter's pid. */
function slowCheckout(scene: Scene): string {
  const [pid, gate] = [join(scene.root, 'checkout'), join(scene.root, 'gate')];
  execFileSync('mkfifo', [gate]);
  writeFileSync(join(scene.repo, '.gitattributes'), 'slow filter=slow\n');
  for (const name of ['a', 'slow', 'z']) writeFileSync(join(scene.repo, name), `${name}\n`);
  git(scene.repo, 'add', '.');
  git(scene.repo, 'commit', '-q', '-m', 'Files');
  git(
    scene.repo,
    'config',
    'filter.slow.smudge',
    `echo $$ >'${pid}.new'; mv '${pid}.new' '${pid}'; cat '${gate}'; cat`,
  );
  return pid;
}

/** The next run makes a whole tree, and its agents work there. */
async function expectGoesOn(scene: Scene): Promise<string> {
  git(scene.repo, 'config', '--unset', 'filter.slow.smudge');
  const { code, stdout } = await scene.run();
  expect(code).toBe(4);
  expect(scene.spawns().map((spawn) => spawn.phase)).toEqual(['init', 'investigation']);
  expect(new Set(scene.spawns().map(({ cwd }) => cwd))).toEqual(new Set([worktree(scene)]));
  expect(readdirSync(worktree(scene)).sort()).toEqual(['.git', ...FILES]);
  expect(git(worktree(scene), 'status', '--porcelain')).toBe('');
  expect(git(worktree(scene), 'branch', '--show-current')).toBe('it');
  return stdout;
}

describe('while git makes the worktree', () => {
  test('a kill of samocode leaves a git behind: the next run ends it and makes the tree again', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    const checkout = slowCheckout(scene);
    const running = scene.startRun();
    await appears(checkout);
    running.kill('SIGKILL');
    await running.ended;
    const pid = Number(readFileSync(checkout, 'utf8'));
    expect(lives(pid)).toBe(true);
    expect(existsSync(join(worktree(scene), 'a'))).toBe(true);
    expect(await expectGoesOn(scene)).toContain('on branch it');
    await until(() => !lives(pid), 'the filter to be ended');
  });

  test.each<[NodeJS.Signals, number]>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s ends it, git takes back what it made, and the next run goes on', async (signal, code) => {
    await using scene = openScene(TO_INVESTIGATION);
    const checkout = slowCheckout(scene);
    const running = scene.startRun();
    await appears(checkout);
    running.kill(signal);
    expect((await running.ended).code).toBe(code);
    expect(existsSync(worktree(scene))).toBe(false);
    expect(scene.rows()).toEqual([]);
    await expectGoesOn(scene);
  });

  test('a second signal kills a git that does not go', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    const checkout = slowCheckout(scene);
    const running = scene.startRun();
    await appears(checkout);
    const filter = Number(readFileSync(checkout, 'utf8'));
    const git = parentOf(parentOf(filter));
    // Stopped, it hears no SIGTERM; SIGKILL is for it all the same.
    process.kill(git, 'SIGSTOP');
    running.kill('SIGINT');
    await running.says('SIGINT');
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(lives(git)).toBe(false);
    expect(scene.rows()).toEqual([]);
    await expectGoesOn(scene);
  });
});

describe('VERIFY', () => {
  /** A session in testing, with this proof of work. */
  function testing(verify: string): Scene {
    const scene = openScene({
      phases: { testing: [goTo('done')], done: [turn({ status: 'done', summary: 'finished' })] },
    });
    scene.begin('testing');
    writeFileSync(
      scene.config,
      `${readFileSync(scene.config, 'utf8')}VERIFY=${verify}\nVERIFY_TIMEOUT=3\n`,
    );
    return scene;
  }

  test('green lets the session go to done; its output is kept', async () => {
    await using scene = testing('"pwd; echo all good"');
    expect((await scene.run()).code).toBe(0);
    const logs = join(scene.folder(), '_logs');
    const name = readdirSync(logs).find((one) => one.includes('verify')) ?? '';
    expect(readFileSync(join(logs, name), 'utf8')).toBe(`${worktree(scene)}\nall good\n`);
    expect(scene.prompt(1)).toContain('pwd; echo all good');
  });

  test('red is another iteration with the tail in the next prompt; green then is green', async () => {
    await using scene = testing(
      '"test -e ../fixed || { echo 7 tests are red >&2; touch ../fixed; exit 3; }"',
    );
    expect((await scene.run()).code).toBe(0);
    expect(scene.spawns().map((spawn) => spawn.phase)).toEqual(['testing', 'testing', 'done']);
    expect(scene.prompt(2)).toContain('7 tests are red');
    expect(scene.rows()[0]).toMatchObject({
      status: 'continue',
      phase: 'testing',
      problem: 'verify',
    });
  });

  test('three reds in a row block', async () => {
    await using scene = testing('"echo red as ever; exit 1"');
    const ended = await scene.run();
    expect(ended.code).toBe(4);
    expect(scene.spawns()).toHaveLength(3);
    expect(scene.rows().at(-1)).toMatchObject({ status: 'blocked', phase: 'testing' });
    expect(String(scene.rows().at(-1)?.['reason'])).toContain('red as ever');
  });

  test('that takes too long is red, and is ended with all it started', async () => {
    await using scene = testing(
      '"test -e ../slow || { touch ../slow; setsid sleep 601 & sleep 602; }"',
    );
    expect((await scene.run()).code).toBe(0);
    expect(scene.spawns()).toHaveLength(3);
    expect(scene.prompt(2)).toMatch(/timeout|time limit|3 s/);
  });
});

describe('samocode run --new', () => {
  test('starts another session of the name, beside the first and on a branch of its own', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    expect((await scene.run('--once')).code).toBe(0);
    const again = await scene.run('--new', '--once');
    expect(again.code, again.stderr).toBe(0);
    const [first = '', second = ''] = readdirSync(scene.sessions).sort();
    expect(second).toBe(`${first}-2`);
    expect(again.stdout).toContain('--session it-2');
    expect(git(join(scene.worktrees, second), 'branch', '--show-current')).toBe('it-2');
    expect(git(join(scene.worktrees, first), 'branch', '--show-current')).toBe('it');
  });

  const gone = { CLAUDE_PATH: '/no/such/claude' };
  test.each([
    ['a bound that cannot be kept', ['--provider', 'codex', '--max-cost', '1'], undefined],
    ['a task file that is not there', ['--task-file', 'no-such-file'], undefined],
    ['a program that is not there', [], gone],
    ['a name that is a path', ['--session', 'a/b'], undefined],
  ])('makes nothing when it is refused for %s', async (_, args, env) => {
    await using scene = openScene(TO_INVESTIGATION);
    writeFileSync(scene.config, 'MAIN_REPO=repo\nWORKTREES=w2\nSESSIONS=sessions\n');
    const first = '26-01-02-it';
    mkdirSync(join(scene.sessions, first));
    const ended = await scene.startRun(['--new', ...args], { env: env ?? {} }).ended;
    expect(ended.code, ended.stdout).toBe(2);
    expect(readdirSync(scene.sessions)).toEqual([first]);
    expect(existsSync(join(scene.root, 'w2'))).toBe(false);
  });

  test('with --dry-run makes nothing', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    expect((await scene.run('--new', '--dry-run')).code).toBe(0);
    expect(readdirSync(scene.sessions)).toEqual([]);
  });
});

/** The repository gets a submodule, from a server that is reached by the program at `ssh`. */
function withSubmodule(scene: Scene): { readonly env: { readonly GIT_SSH_COMMAND: string } } {
  commitSubmodule(scene.repo, 'library');
  const ssh = join(scene.root, 'ssh');
  writeFileSync(
    ssh,
    `#!/bin/sh\necho $$ >> '${ssh}.pids'\ntest -e '${ssh}.fails' && exit 255\nsleep 100\n`,
    { mode: 0o755 },
  );
  return { env: { GIT_SSH_COMMAND: ssh } };
}

describe('what a new worktree does not have', () => {
  test('is a warning once, and a line of the prompt in each run', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    const how = withSubmodule(scene);
    writeFileSync(join(scene.root, 'ssh.fails'), '');
    const warning = 'the new worktree: submodules could not be initialised: fatal:';
    const first = await scene.startRun(['--once'], how).ended;
    expect(first.stdout).toContain(warning);
    expect(first.stdout).toContain(`git -C ${worktree(scene)} submodule update --init --recursive`);
    expect((await scene.startRun(['--once'], how).ended).stdout).not.toContain(warning);
    for (const prompt of [scene.prompt(1), scene.prompt(2)]) {
      expect(prompt).toContain(
        '- When the worktree was made: submodules could not be initialised: fatal:',
      );
    }
  });

  test('is looked for again when it is made again from its branch', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    const how = withSubmodule(scene);
    writeFileSync(join(scene.root, 'ssh.fails'), '');
    const warning = 'the new worktree: submodules could not be initialised: fatal:';
    await scene.startRun(['--once'], how).ended;
    rmSync(worktree(scene), { recursive: true });
    expect((await scene.startRun(['--once'], how).ended).stdout).toContain(warning);
    expect((await scene.startRun(['--once'], how).ended).stdout).not.toContain(warning);
  });

  test('is brought by the next run if samocode is killed meanwhile, and git ends, too', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    const how = withSubmodule(scene);
    const pids = (): readonly string[] =>
      readFileSync(join(scene.root, 'ssh.pids'), 'utf8').trim().split('\n');
    const running = scene.startRun(['--once'], how);
    await appears(join(scene.root, 'ssh.pids'));
    await until(() => pids()[0] !== '', 'the pid');
    running.kill('SIGKILL');
    await running.ended;
    writeFileSync(join(scene.root, 'ssh.fails'), '');
    const { code, stdout } = await scene.startRun(['--once'], how).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('the new worktree: submodules could not be initialised');
    expect(lives(Number(pids()[0]))).toBe(false);
    expect(pids().length).toBeGreaterThan(1);
    expect(scene.spawns()).toHaveLength(1);
  });

  /** A run that is killed when git has just made the worktree. */
  async function killedAfterGit(
    scene: Scene,
    how: ReturnType<typeof withSubmodule>,
  ): Promise<void> {
    const ran = join(scene.root, 'hook.ran');
    const hook = join(scene.repo, '.git/hooks/post-checkout');
    mkdirSync(join(scene.repo, '.git/hooks'), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\ntouch '${ran}'\nsleep 100\n`, { mode: 0o755 });
    const running = scene.startRun(['--once'], how);
    await appears(ran);
    running.kill('SIGKILL');
    await running.ended;
    rmSync(hook);
    rmSync(ran);
  }

  test.each(['for the first time', 'again'])(
    'is brought by the next run if samocode is killed right after git made it %s',
    async (time) => {
      await using scene = openScene(TO_INVESTIGATION);
      const how = withSubmodule(scene);
      writeFileSync(join(scene.root, 'ssh.fails'), '');
      if (time === 'again') {
        await scene.startRun(['--once'], how).ended;
        rmSync(worktree(scene), { recursive: true });
      }
      await killedAfterGit(scene, how);
      expect(existsSync(join(worktree(scene), '.git'))).toBe(true);
      const warning = 'the new worktree: submodules could not be initialised: fatal:';
      expect((await scene.startRun(['--once'], how).ended).stdout).toContain(warning);
    },
  );

  test('stays as a person brought it who made the worktree after a kill', async () => {
    await using scene = openScene(TO_INVESTIGATION);
    const how = withSubmodule(scene);
    await killedAfterGit(scene, how);
    const path = worktree(scene);
    git(scene.repo, 'worktree', 'remove', '--force', path);
    git(scene.repo, 'worktree', 'add', '-q', path, 'it');
    mkdirSync(join(git(path, 'rev-parse', '--absolute-git-dir'), 'modules/library'), {
      recursive: true,
    });
    writeFileSync(join(path, 'library/work'), 'by a person');
    const { code, stdout } = await scene.startRun(['--once'], how).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('submodules were in it already, and stay as they were found');
    expect(readFileSync(join(path, 'library/work'), 'utf8')).toBe('by a person');
  });
});
