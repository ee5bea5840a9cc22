import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { WATCHDOG_SCRIPT } from '../../../src/adapters/process/child/watchdog-script.ts';
import { lockLimitOf } from '../../../src/adapters/process/table/lock-limit.ts';
import { DAEMON, HAS_PRLIMIT, identityOf, lives, openStage, PLAY, until } from './test-process.ts';

const HOST = join(import.meta.dirname, '../../fixtures/bin/room-host.ts');

const startHost = async (folder: string, runId: string, script: readonly string[]) => {
  const outfile = join(folder, 'host.mjs');
  const require =
    "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
  await build({
    entryPoints: [HOST],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: require },
    logLevel: 'error',
  });
  return spawn(process.execPath, [outfile, folder, runId, PLAY, ...script], { stdio: 'ignore' });
};

const watchdogsOf = (pid: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => {
      try {
        const stat = readFileSync(`/proc/${other}/stat`, 'latin1');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const command = readFileSync(`/proc/${other}/cmdline`, 'latin1');
        return parent === pid && command.includes('samocode-watchdog');
      } catch {
        return false;
      }
    });

test.each([
  ['ends at once', []],
  ['ignores its signal', ['ignore=SIGTERM']],
])('when samocode is killed, a child that %s ends with all it started', async (_, habits) => {
  const { file } = openStage();
  const folder = file('');
  const script = [...habits, `escape=${file('marked')}`, `bare=${file('bare')}`, 'stay'];
  const host = await startHost(folder, randomUUID(), script);
  await until(() => existsSync(file('bare')) && existsSync(file('host-child')));
  const child = JSON.parse(readFileSync(file('host-child'), 'utf8')) as { pid: number };
  const pids = [child.pid, ...['marked', 'bare'].map((name) => Number(readFileSync(file(name))))];
  const watchdogs = watchdogsOf(host.pid!);
  expect(watchdogs).toHaveLength(1);
  expect(pids.map(lives)).toEqual([true, true, true]);

  const killedMs = performance.now();
  host.kill('SIGKILL');
  await once(host, 'exit');
  await until(() => ![...pids, ...watchdogs].some(lives));
  expect(performance.now() - killedMs).toBeLessThan(10_000);
});

test('the watchdog ends a daemon that lost the mark, its parent and its session', async (context) => {
  context.skip(!HAS_PRLIMIT, 'there is no prlimit');
  const { file } = openStage();
  const script = `${DAEMON}exec sleep 600`;
  const child = spawn('/bin/sh', ['-c', script, file('pid')], { detached: true, stdio: 'ignore' });
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG_SCRIPT, 'w', 'linux'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const runId = randomUUID();
  const { pid, startTime } = identityOf(child.pid!);
  watchdog.stdin.write(`guard ${runId} ${lockLimitOf(runId)} TERM ${pid} ${startTime}\n`);
  await until(() => existsSync(file('pid')));
  watchdog.stdin.end();
  await once(watchdog, 'exit');
  expect([pid, Number(readFileSync(file('pid')))].map(lives)).toEqual([false, false]);
});

test('the watchdog goes quietly when the room is closed', async () => {
  const { room, task } = openStage();
  let watchdogs: readonly number[] = [];
  await room.run(task(['exit=0'], { onStart: () => (watchdogs = watchdogsOf(process.pid)) }));
  expect(watchdogs).toHaveLength(1);
  await room[Symbol.asyncDispose]();
  expect(watchdogs.some(lives)).toBe(false);
});

test('a watchdog that somebody killed is replaced at the next run', async () => {
  const { room, task, file } = openStage();
  const onStart = () => {
    watchdogsOf(process.pid).forEach((pid) => process.kill(pid, 'SIGKILL'));
  };
  await room.run(task(['exit=0'], { onStart }));
  let watchdogs: readonly number[] = [];
  const logs = { stdoutPath: file('stdout-2'), stderrPath: file('stderr-2') };
  const second = task(['exit=0'], {
    ...logs,
    onStart: () => (watchdogs = watchdogsOf(process.pid)),
  });
  const end = await room.run(second);
  expect([end.cause, watchdogs.length]).toEqual(['exited', 1]);
});

test('the watchdog hits no process that got the pid later', () => {
  const other = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  const input = `guard ${randomUUID()} 1 TERM ${other.pid} 12345\n`;
  for (const system of ['linux', 'darwin']) {
    const shell = spawnSync('sh', ['-c', WATCHDOG_SCRIPT, 'w', system], {
      input,
      encoding: 'utf8',
    });
    expect([shell.status, shell.stderr]).toEqual([0, '']);
  }
  expect(lives(other.pid!)).toBe(true);
  other.kill('SIGKILL');
});

test('where there is no /proc, the watchdog ends the process tree', async () => {
  const { file } = openStage();
  const script = [PLAY, 'ignore=SIGTERM', `bare=${file('bare')}`, 'stay'];
  const child = spawn(process.execPath, script, { detached: true, stdio: 'ignore' });
  await until(() => existsSync(file('bare')));
  const bare = Number(readFileSync(file('bare')));
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(child.pid)], {
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    encoding: 'utf8',
  });
  spawnSync('sh', ['-c', WATCHDOG_SCRIPT, 'w', 'darwin'], {
    input: `guard ${randomUUID()} 1 TERM ${child.pid} ${ps.stdout.trim()}\n`,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  });
  await until(() => !lives(child.pid!) && !lives(bare));
});
