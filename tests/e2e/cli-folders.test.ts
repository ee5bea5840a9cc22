import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Ended, FAKE_AGENT, openScene, type Scene } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';
import { NO_MOUNT, openSmallDisk } from '../support/small-disk.ts';
import { giveTo, idsOf, mayStart, REAL_USERS, type RealUser, wordsFor } from '../support/users.ts';

const LOST = JSON.stringify({
  ...{ type: 'system', subtype: 'session_writes_lost' },
  ...{ error_code: 'ENOSPC', lost: ['transcript', 'global_config'] },
});

test('a missing CODEX_HOME ends the run after one attempt, with the command that makes it', async () => {
  const fails = [{ err: 'Error finding codex home: that path does not exist' }, { exit: 1 }];
  await using scene = openScene({ phases: { investigation: [fails] } });
  scene.begin('investigation');
  const folder = join(scene.root, 'nowhere');
  const env = { CODEX_HOME: folder, SAMOCODE_PROVIDER: 'codex' };
  const { code, stdout } = await scene.startRun([], { env }).ended;
  expect(code, stdout).toBe(5);
  expect(stdout).toContain(`mkdir -p -m 700 ${folder}`);
  expect(scene.spawns()).toHaveLength(1);
  const doctor = await scene.exec(['doctor', '--config', scene.config, '--json'], { env });
  expect(doctor.code).toBe(2);
  const { findings } = JSON.parse(doctor.stdout) as { findings: readonly object[] };
  expect(findings).toContainEqual(
    expect.objectContaining({ about: 'codex_home', level: 'bad' }) as object,
  );
});

test('a configuration folder of Claude that cannot be written is a warning, and so are lost writes', async () => {
  const blocked = turn({ status: 'blocked', reason: 'enough' });
  await using scene = openScene({ phases: { investigation: [[...blocked, { say: LOST }]] } });
  scene.begin('investigation');
  const folder = join(scene.root, 'a-file/config');
  writeFileSync(join(scene.root, 'a-file'), '');
  const env = { CLAUDE_CONFIG_DIR: folder };
  const { code, stdout } = await scene.startRun([], { env }).ended;
  expect(code, stdout).toBe(4);
  expect(stdout).toContain(`CLAUDE_CONFIG_DIR ${folder}: it is not a folder`);
  expect(stdout).toContain('could not save all of its session (ENOSPC): transcript, global_config');
});

const FAILS = [{ err: 'Error: cannot write' }, { exit: 1 }];
/** It could not be read-only and full at once: a check of free space alone says full. */
const SIZES = { full: '2m', 'read-only': '100k', empty: '2m' } as const;

interface Stage extends AsyncDisposable {
  readonly scene: Scene;
  readonly folder: string;
  run(env: Readonly<Record<string, string>>): Promise<Ended>;
}

/** A session whose agent fails to begin, a small disk, and the user who plays. */
function openStage(user: RealUser, state: keyof typeof SIZES, skip: (why: string) => void): Stage {
  const scene = openScene({ phases: { investigation: [FAILS] } });
  scene.begin('investigation');
  giveTo(idsOf(user), scene.root);
  const disk = openSmallDisk(join(scene.root, 'small'), { state, size: SIZES[state] });
  const stage: Stage = {
    scene,
    folder: disk.folder,
    run: (env) => {
      const own = { ...env, XDG_CACHE_HOME: join(scene.home, '.cache') };
      return scene.startRun([], { env: own, wrapper: wordsFor(user) }).ended;
    },
    [Symbol.asyncDispose]: async () => {
      disk[Symbol.dispose]();
      await scene[Symbol.asyncDispose]();
    },
  };
  if (!mayStart(user, FAKE_AGENT)) skip('the checkout is closed to a normal user');
  if (!disk.isMounted) skip(NO_MOUNT);
  return stage;
}

test.for(
  REAL_USERS.flatMap((user) =>
    (
      [
        ['claude', 'CLAUDE_CONFIG_DIR', 'full', 74, 'the disk is full', 'df -h'],
        ['codex', 'CODEX_HOME', 'full', 74, 'the disk is full', 'df -h'],
        ['claude', 'CLAUDE_CONFIG_DIR', 'read-only', 5, 'is read-only', 'findmnt -T'],
        ['codex', 'CODEX_HOME', 'read-only', 5, 'is read-only', 'findmnt -T'],
        ['claude', 'CLAUDE_CODE_TMPDIR', 'read-only', 5, 'is read-only', 'findmnt -T'],
      ] as const
    ).map((row) => [...row, user] as const),
  ),
)(
  '%s, which fails to begin because its %s is %s, ends the run after one attempt (%i, "%s", %s, as %s)',
  async ([provider, key, state, expected, words, command, user], { skip }) => {
    await using stage = openStage(user, state, skip);
    const { folder, scene } = stage;
    const { code, stdout } = await stage.run({ [key]: folder, SAMOCODE_PROVIDER: provider });
    expect(code, stdout).toBe(expected);
    expect(stdout).toContain(`${key} ${folder}`);
    expect(stdout).toContain(words);
    expect(stdout).toContain(`${command} ${folder}`);
    expect(scene.spawns()).toHaveLength(1);
  },
);

test.for(REAL_USERS)(
  'less than 5 MB free for the temporary files of Claude Code ends the run with 74 before the spawn (as %s)',
  async (user, { skip }) => {
    await using stage = openStage(user, 'empty', skip);
    const { folder, scene } = stage;
    // A missing folder is created on the disk of the folder above.
    const key = user === 'root' ? 'TMPDIR' : 'CLAUDE_CODE_TMPDIR';
    const path = join(folder, 'missing');
    const { code, stdout } = await stage.run({ [key]: path });
    expect(code, stdout).toBe(74);
    expect(stdout).toContain('less than 5 MB are free for temporary files');
    expect(stdout).toContain(`df -h ${folder}`);
    expect(scene.spawns()).toEqual([]);
  },
);

test('a folder that a normal user may not write is named, with the command that opens it', async ({
  skip,
}) => {
  if (!mayStart('normal user', FAKE_AGENT)) skip('the checkout is closed to a normal user');
  const fails = [{ err: "EACCES: permission denied, mkdir '/x/claude-1'" }, { exit: 1 }];
  await using scene = openScene({ phases: { investigation: [fails] } });
  scene.begin('investigation');
  giveTo(idsOf('normal user'), scene.root);
  const folder = join(scene.root, 'closed');
  mkdirSync(folder, { mode: 0o555 });
  const env = { CLAUDE_CODE_TMPDIR: folder, XDG_CACHE_HOME: join(scene.home, '.cache') };
  const run = scene.startRun([], { env, wrapper: wordsFor('normal user') });
  const { code, stdout } = await run.ended;
  expect(code, stdout).toBe(5);
  expect(stdout).toContain(`CLAUDE_CODE_TMPDIR ${folder}: it cannot be written: permission denied`);
  expect(stdout).toContain(`chmod u+rwx ${folder}`);
});

test('codex goes on without TMPDIR, which its tools need: a warning, a line for the agent, and doctor', async () => {
  const script = { phases: { investigation: [turn({ status: 'blocked', reason: 'enough' })] } };
  await using scene = openScene(script);
  scene.begin('investigation');
  const folder = join(scene.root, 'missing');
  const env = { TMPDIR: folder, SAMOCODE_PROVIDER: 'codex', CLAUDE_CODE_TMPDIR: '/nowhere' };
  const { code, stdout } = await scene.startRun([], { env }).ended;
  expect(code, stdout).toBe(4);
  expect(stdout).toContain(`TMPDIR ${folder}: it does not exist`);
  expect(stdout).toContain(`mkdir -p -m 700 ${folder}`);
  expect(stdout).not.toContain('/nowhere');
  expect(scene.prompt(1)).toContain(`Temporary files cannot be written (TMPDIR ${folder}:`);
  const doctor = await scene.exec(['doctor', '--config', scene.config, '--json'], { env });
  const { findings } = JSON.parse(doctor.stdout) as { findings: readonly object[] };
  const bad = expect.objectContaining({ about: 'tmpdir', level: 'bad' }) as object;
  expect(findings).toContainEqual(bad);
});

test('doctor tries a write in CLAUDE_CODE_TMPDIR', async () => {
  await using scene = openScene();
  const folder = join(scene.root, 'a-file');
  writeFileSync(folder, '');
  const env = { CLAUDE_CODE_TMPDIR: folder };
  const doctor = await scene.exec(['doctor', '--config', scene.config, '--json'], { env });
  expect(doctor.code).toBe(2);
  const { findings } = JSON.parse(doctor.stdout) as { findings: readonly object[] };
  const bad = expect.objectContaining({ about: 'claude_code_tmpdir', level: 'bad' }) as object;
  expect(findings).toContainEqual(bad);
});
