import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

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

/** Whether a small file system could be mounted there. */
function mounts(path: string, ...more: readonly string[]): boolean {
  try {
    const options = ['-t', 'tmpfs', '-o', ['size=2m', ...more].join(','), 'tmpfs', path];
    execFileSync('mount', options, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const FAILS = [{ err: 'Error: cannot write' }, { exit: 1 }];

test.for([
  ['claude', 'CLAUDE_CONFIG_DIR', 'full', 74, 'the disk is full', 'df -h'],
  ['codex', 'CODEX_HOME', 'full', 74, 'the disk is full', 'df -h'],
  ['claude', 'CLAUDE_CONFIG_DIR', 'read-only', 5, 'is read-only', 'findmnt -T'],
  ['codex', 'CODEX_HOME', 'read-only', 5, 'is read-only', 'findmnt -T'],
] as const)(
  '%s, which fails to begin because its %s is %s, ends the run after one attempt',
  async ([provider, key, state, expected, words, command], { skip }) => {
    await using scene = openScene({ phases: { investigation: [FAILS] } });
    scene.begin('investigation');
    const folder = join(scene.root, 'cli');
    mkdirSync(folder);
    if (!mounts(folder, ...(state === 'full' ? [] : ['ro']))) skip('no file system may be mounted');
    try {
      if (state === 'full') fill(folder);
      const env = { [key]: folder, SAMOCODE_PROVIDER: provider };
      const { code, stdout } = await scene.startRun([], { env }).ended;
      expect(code, stdout).toBe(expected);
      expect(stdout).toContain(`${key} ${folder}`);
      expect(stdout).toContain(words);
      expect(stdout).toContain(`${command} ${folder}`);
      expect(scene.spawns()).toHaveLength(1);
    } finally {
      execFileSync('umount', ['-l', folder]);
    }
  },
);

/** Leaves no room for a byte. */
function fill(folder: string): void {
  expect(() => {
    writeFileSync(join(folder, 'filler'), Buffer.alloc(4 * 1024 * 1024));
  }).toThrow('ENOSPC');
}

test('a TMPDIR with less than 5 MB free ends the run with 74 before the spawn', async ({
  skip,
}) => {
  await using scene = openScene({ phases: { investigation: [] } });
  scene.begin('investigation');
  const folder = join(scene.root, 'tmp');
  mkdirSync(folder);
  if (!mounts(folder)) skip('no file system may be mounted');
  try {
    const { code, stdout } = await scene.startRun([], { env: { TMPDIR: folder } }).ended;
    expect(code, stdout).toBe(74);
    expect(stdout).toContain('less than 5 MB are free for temporary files');
    expect(stdout).toContain(`df -h ${folder}`);
    expect(scene.spawns()).toEqual([]);
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
});
