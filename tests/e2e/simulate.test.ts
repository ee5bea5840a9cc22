import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { joinShellWords } from '../../src/domain/text/shell-words.ts';
import { openScene, type Scene } from '../support/program.ts';

const SCENARIO = {
  name: 'mine',
  title: 'Something goes wrong.',
  promise: 'It is mended.',
  providers: ['codex'],
  agent: { spawns: [[{ turn: { status: 'blocked', reason: 'enough' } }]] },
  expect: { spawns: 1, rows: [{ status: 'blocked' }] },
};

/** A scenario of a person's own; simulations keep their files below the scene. */
function write(scene: Scene, changes: object): string {
  const path = join(scene.root, 'mine.json');
  writeFileSync(path, JSON.stringify({ ...SCENARIO, ...changes }));
  return path;
}

function simulate(scene: Scene, ...args: readonly string[]) {
  return scene.exec(['simulate', ...args], { env: { TMPDIR: scene.root } });
}

const kept = (scene: Scene): readonly string[] =>
  readdirSync(scene.root).filter((name) => name.startsWith('samocode-simulate-'));

describe('samocode simulate', () => {
  test('lists the scenarios with their promises', async () => {
    await using scene = openScene();
    const ended = await simulate(scene, '--list');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/^hang-after-result \(claude, codex\)\n {4}\S.*\.$/m);
  });

  test('plays one for each CLI it is made for, says that its promise held, and keeps nothing', async () => {
    await using scene = openScene();
    const ended = await simulate(scene, 'signal-then-crash');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/^holds {3}signal-then-crash, claude \(.* s\): /m);
    expect(ended.stdout).toMatch(/^holds {3}signal-then-crash, codex \(.* s\): /m);
    expect(ended.stdout).toContain('2 of 2 promises hold');
    expect(kept(scene)).toEqual([]);
  });

  test('of a promise that does not hold says what broke, keeps the files and ends with 1', async () => {
    await using scene = openScene();
    const ended = await simulate(scene, write(scene, { expect: { spawns: 2 } }));
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('BROKEN  mine, codex');
    expect(ended.stdout).toContain('1 spawns, not 2');
    const [folder = ''] = kept(scene);
    expect(ended.stdout).toContain(folder);
    expect(existsSync(join(scene.root, folder, 'sessions/it/_signal_history.jsonl'))).toBe(true);
  });

  test('--retry plays what did not hold once more, and the second play counts', async () => {
    await using scene = openScene();
    // The first play adds an attempt; the second finds the file of the first.
    const first = joinShellWords(['mkdir', join(scene.root, 'played')]);
    const path = write(scene, { acts: [{ sh: `! ${first}` }, { run: { exit: 4 } }] });
    const ended = await simulate(scene, path, '--retry');
    expect(ended.stdout).toMatch(/^BROKEN {2}mine, codex[^]*^holds {3}mine, codex/m);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const broken = write(scene, { expect: { spawns: 2 } });
    expect((await simulate(scene, broken, '--retry')).code).toBe(1);
  });

  test.runIf(existsSync('/proc/self/environ'))(
    'finds what was left behind, though it dropped environment, limit, session and ancestry, and ends it',
    async () => {
      await using scene = openScene();
      // Its limit of file locks would still name the run, so that the run ends it.
      const escape =
        '(env -i prlimit --locks=unlimited setsid /bin/sh -c "while :; do sleep 600; done" "$SAMOCODE_SIMULATION" >/dev/null 2>&1 &) &';
      const spawns = [[{ sh: escape }, ...SCENARIO.agent.spawns.flat()]];
      const ended = await simulate(scene, write(scene, { agent: { spawns } }));
      expect(ended.code, ended.stdout).toBe(1);
      const [, pid = ''] = /left behind: (\d+) /.exec(ended.stdout) ?? [];
      expect(Number(pid)).toBeGreaterThan(1);
      expect(
        existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
      ).not.toContain('simulation-');
    },
  );

  test('of a scenario that is not valid says where, and what would be right', async () => {
    await using scene = openScene();
    const path = write(scene, { agent: { spawns: [[{ dance: 1 }]] }, surprise: 1 });
    const ended = await simulate(scene, path);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('agent.spawns.0.0: knows no "dance"');
    expect(ended.stderr).toContain('knows no "surprise"');
    expect((await simulate(scene, 'overloaded-onze')).stderr).toContain('overloaded-once');
    expect((await simulate(scene)).code).toBe(2);
    expect((await simulate(scene, 'refuses-root', '--provider', 'codex')).code).toBe(2);
    expect((await simulate(scene, '--all', '--jobs', 'many')).code).toBe(2);
  });

  test('--into makes a project whose run a person’s own set-up may start', async () => {
    await using scene = openScene();
    const folder = mkdtempSync(join(tmpdir(), "samocode it's here "));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const ended = await simulate(scene, 'blocked-until-resume', '--into', folder);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain(`${joinShellWords([join(folder, 'run')])} --session it`);
    expect(ended.stdout).toContain('The note reaches the agent.');
    expect(ended.stdout).toContain("samocode resume --note 'the server is up'; it ends with 0");
    // As cron would: an almost empty environment, a working directory of /.
    const launched = spawnSync(join(folder, 'run'), ['--session', 'it'], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', HOME: scene.home },
      encoding: 'utf8',
    });
    expect(launched.status, launched.stdout + launched.stderr).toBe(4);
    expect(readdirSync(join(folder, 'scenario/spawns'))).toEqual(['1.json']);
    expect(existsSync(join(folder, 'state/samocode'))).toBe(true);
    expect((await simulate(scene, 'hang', '--into', folder)).code).toBe(2);
  });

  test('that is ended by SIGTERM leaves nothing', async () => {
    await using scene = openScene();
    const running = scene.start(['simulate', 'hang', '--provider', 'claude'], {
      env: { TMPDIR: scene.root },
    });
    await running.says('hang, claude');
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
    expect(kept(scene)).toEqual([]);
  });
});

test('--into prints commands that work in a folder with blanks, quotes and a backslash', async () => {
  await using scene = openScene();
  const folder = join(scene.root, `a b\\n$x"'c`);
  const made = await simulate(
    scene,
    '--into',
    folder,
    'blocked-until-resume',
    '--provider',
    'claude',
  );
  expect(made.code, made.stderr).toBe(0);
  const [, run = '', status = ''] =
    /its own.*?\n {2}(.+)\ncron:[^]*state:\n {2}(.+)\n/.exec(
      made.stdout.replace('of its own (nothing of yours is touched)', 'its own'),
    ) ?? [];
  // What scene.env sets would win over the project's .env.
  const bare = { PATH: scene.env['PATH'], HOME: scene.home };
  const shell = (line: string) =>
    spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8', env: bare });
  const ended = shell(`${run} --once`);
  expect(ended.status, ended.stdout + ended.stderr).toBe(4);
  expect(readdirSync(join(folder, 'scenario/spawns'))).not.toEqual([]);
  expect(shell(status).status).toBe(0);
});
