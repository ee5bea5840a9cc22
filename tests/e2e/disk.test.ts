import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, openScene, program, type Scene } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });

function investigating(...turns: readonly Turn[]): Scene {
  const scene = openScene({ phases: { investigation: turns } });
  scene.begin('investigation');
  return scene;
}

const limitUntil = (limit: number): Turn => [{ begin: true }, { limit }, { exit: 1 }];

/** No file may grow over so many KB, for samocode and its agent: like a disk that is full. */
const limitedTo = (kilobytes: number): readonly string[] => [
  ...['bash', '-c', `ulimit -f ${kilobytes}; exec "$@"`, 'bash'],
];

function expectDiskTrouble(ended: Ended): void {
  expect(ended.code, ended.stdout + ended.stderr).toBe(74);
  // One line, one hint; no stack.
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(2);
  expect(ended.stderr).toMatch(/^samocode: .*\n {2}→ /);
}

describe('a disk that takes no more ends with 74, one line, and a state that is whole', () => {
  test('before the spawn: nothing is spawned, and nothing counts as lost', async () => {
    await using scene = investigating(BLOCKED);
    for (let tick = 0; tick < 3; tick += 1) {
      expectDiskTrouble(await scene.startRun([], { wrapper: limitedTo(4) }).ended);
    }
    expect(scene.spawns()).toEqual([]);
    const ended = await scene.run();
    expect(ended.code).toBe(4);
    expect(ended.stdout).not.toContain('lost');
    expect(scene.rows()).toMatchObject([{ status: 'blocked', reason: 'enough', iteration: 4 }]);
  });

  test('after the agent’s work: the next run records it and pays nothing twice', async () => {
    await using scene = investigating(goTo('investigation'), BLOCKED);
    const old =
      '{"timestamp":"2026-01-02 03:04:05","iteration":1,"phase":"investigation","status":"continue"}\n';
    writeFileSync(join(scene.folder(), '_signal_history.jsonl'), old.repeat(3000));
    expectDiskTrouble(await scene.startRun([], { wrapper: limitedTo(200) }).ended);
    expect(scene.spawns()).toHaveLength(1);
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()).toHaveLength(2);
    expect(scene.rows().slice(3000)).toMatchObject([{ status: 'continue' }, { status: 'blocked' }]);
  });
});

test('a HOME that is no folder leaves a run without a state folder, and it says so', async () => {
  await using scene = investigating(BLOCKED);
  const ended = await scene.startRun([], { env: { HOME: '/dev/null', XDG_STATE_HOME: undefined } })
    .ended;
  expect(ended.code, ended.stdout + ended.stderr).toBe(4);
  expect(ended.stdout).toContain('the history has no copy in /dev/null/');
});

test('a current folder that was removed is named', async () => {
  await using scene = investigating(BLOCKED);
  const wrapper = ['bash', '-c', 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', 'bash'];
  const ended = await scene.startRun([], { wrapper }).ended;
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('the current folder was removed');
});

/** The process may have so many files open. */
const withFiles = (most: number): readonly string[] => [
  ...['bash', '-c', `ulimit -n ${most}; exec "$@"`, 'bash'],
];

// Below that Node itself does not start.
test.each([22, 25, 28, 31, 34, 37])(
  'with at most %i open files a run is no bug: it names the limit or tries again, and the next one goes on',
  async (most) => {
    await using scene = investigating(BLOCKED);
    const env = { SAMOCODE_MAX_RETRIES: '1', SAMOCODE_RETRY_DELAY: '0' };
    const how = { wrapper: withFiles(most), env };
    const ended = await scene.startRun(['--max-outage', '0'], how).ended;
    const said = ended.stdout + ended.stderr;
    expect(said).not.toMatch(/is a bug|TypeError/);
    expect([4, 5, 74], said).toContain(ended.code);
    if (ended.code === 74) expect(said).toContain('raise the limit (ulimit -n 4096)');
    expect((await scene.run('--force')).code).toBe(4);
  },
);

/** A file system of its own with room for so many KB; undefined where nobody may mount one. */
function smallDisk(path: string, kilobytes: number, more = ''): Disposable | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k${more}`, 'tmpfs', path], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  let isMounted = true;
  return {
    [Symbol.dispose]: () => {
      if (isMounted) execFileSync('umount', ['-l', path]);
      isMounted = false;
    },
  };
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'samocode-disk-'));
  using disk = smallDisk(folder, 100);
  return disk !== undefined;
}

describe.skipIf(!canMount())('a small file system (skipped where none may be mounted)', () => {
  test('of the sessions ends a run before the spawn, with the folder and what to do', async () => {
    await using scene = openScene({ phases: { investigation: [BLOCKED] } });
    {
      using disk = smallDisk(scene.sessions, 400);
      expect(disk).toBeDefined();
      scene.begin('investigation');
      const ended = await scene.run();
      expect(ended.code, ended.stdout + ended.stderr).toBe(74);
      expect(ended.stdout).toContain(`df -h ${scene.folder()}`);
      expect(scene.spawns()).toEqual([]);
    }
    scene.begin('investigation');
    expect((await scene.run()).code).toBe(4);
  });

  test('of the sessions that is read-only is named so', async () => {
    await using scene = openScene({ phases: { investigation: [BLOCKED] } });
    using disk = smallDisk(scene.sessions, 400);
    expect(disk).toBeDefined();
    scene.begin('investigation');
    execFileSync('mount', ['-o', 'remount,ro', scene.sessions]);
    for (const ended of [await scene.run(), await scene.command('note', 'x')]) {
      expectDiskTrouble(ended);
      expect(ended.stderr).toContain('the file system is read-only: mount it writable');
    }
    expect(scene.spawns()).toEqual([]);
  });

  test('of the sessions that is quite full names the file that cannot be written', async () => {
    await using scene = openScene({ phases: { investigation: [BLOCKED] } });
    using disk = smallDisk(scene.sessions, 100);
    expect(disk).toBeDefined();
    scene.begin('investigation');
    const filler = join(scene.sessions, 'filler');
    try {
      writeFileSync(filler, Buffer.alloc(200_000));
    } catch {
      // It takes what room there is.
    }
    const ended = await scene.run();
    expectDiskTrouble(ended);
    expect(ended.stderr).toContain(scene.folder());
    expect(ended.stderr).toContain(`df -h ${scene.folder()}`);
    expect(scene.spawns()).toEqual([]);
  });

  test.each([
    ['what an attempt cost', goTo('investigation'), 1],
    ['a window that opens soon', limitUntil(Math.floor(Date.now() / 1000) + 3600), 0],
    ['a window that opens late', limitUntil(1e10), 1],
  ])('of the state folder, where %s is noted, ends the run after it', async (_, first, rows) => {
    await using scene = openScene({ phases: { investigation: [first, BLOCKED] } });
    scene.begin('investigation');
    const state = join(scene.root, 'state');
    mkdirSync(state);
    // For the root, the folder and the filler: no byte and no name is left.
    using disk = smallDisk(state, 100, ',nr_inodes=3');
    expect(disk).toBeDefined();
    mkdirSync(join(state, 'samocode'));
    expect(() => {
      writeFileSync(join(state, 'samocode/filler'), Buffer.alloc(200_000));
    }).toThrow('ENOSPC');
    const ended = await scene.startRun([], { env: { XDG_STATE_HOME: state } }).ended;
    expect(ended.code, ended.stdout + ended.stderr).toBe(74);
    expect(ended.stdout).toContain(`df -h ${join(state, 'samocode')}`);
    expect(scene.spawns()).toHaveLength(1);
    expect(scene.rows()).toHaveLength(rows);
  });

  test('of the worktrees: the worktree is made by the next run, and init is not paid twice', async () => {
    const blocked = { investigation: [BLOCKED] };
    const leaveInit = goTo('investigation', { overview: 'init' });
    await using scene = openScene({ phases: { init: [leaveInit], ...blocked } });
    writeFileSync(join(scene.repo, 'large'), 'x'.repeat(300_000));
    execFileSync('git', ['add', '.'], { cwd: scene.repo });
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@x', 'commit', '-qm', 'large'], {
      cwd: scene.repo,
    });
    {
      using disk = smallDisk(scene.worktrees, 64);
      expect(disk).toBeDefined();
      const ended = await scene.run();
      expect(ended.code, ended.stdout + ended.stderr).toBe(74);
      expect(ended.stdout).toContain(`df -h ${scene.worktrees}`);
    }
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns().map(({ phase }) => phase)).toEqual(['init', 'investigation']);
  });
});

test('a session folder that may not be written is 74; an unreadable one as well', async () => {
  await using scene = investigating(BLOCKED);
  for (const path of [scene.root, scene.home, scene.repo, join(program(), '../..')])
    chmodSync(path, 0o755);
  const folder = scene.folder();
  const env = { CLAUDE_PATH: '/bin/true' };
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const wrapper = process.getuid?.() === 0 ? nobody : [];
  for (const mode of [0o555, 0o000]) {
    chmodSync(folder, mode);
    const ended = await scene.startRun([], { env, wrapper }).ended;
    chmodSync(folder, 0o755);
    expect(ended.code, ended.stderr).toBe(74);
    expect(ended.stderr).toContain('EACCES');
  }
  mkdirSync(join(folder, '_logs'), { recursive: true });
  expect((await scene.run()).code).toBe(4);
});
