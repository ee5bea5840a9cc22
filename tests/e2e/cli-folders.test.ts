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
function mounts(path: string): boolean {
  try {
    const options = ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path];
    execFileSync('mount', options, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
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
