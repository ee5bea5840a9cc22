import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ChildIdentity } from '../../../src/app/ports/process.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import { DAEMON, HAS_PRLIMIT, identityOf, lives, openStage, until } from './test-process.ts';

const finished = () => 'finished' as const;

describe('a child that ends by itself', () => {
  test('leaves every byte in the log, its exit code and the tail of its stderr', async () => {
    const { room, task, stdout, stderr, file } = openStage();
    const script = [
      'echo',
      'hex=fffe0a',
      'err=oops',
      'say="assistant" no newline next',
      'hex=22',
      'exit=7',
    ];
    const end = await room.run(task(script));
    expect(end).toMatchObject({ cause: 'exited', exitCode: 7, signal: undefined, swept: 0 });
    expect(end.stderrTail).toBe('oops\n');
    expect(stderr()).toBe('oops\n');
    const said = Buffer.from('"assistant" no newline next\n"');
    expect(stdout()).toEqual(Buffer.concat([Buffer.from('the prompt\xff\xfe\n', 'latin1'), said]));
    expect(statSync(file('stdout')).mode & 0o777).toBe(0o600);
  });

  test('with nothing on stderr leaves no stderr log', async () => {
    const { room, task, file } = openStage();
    await room.run(task(['exit=0']));
    expect([existsSync(file('stdout')), existsSync(file('stderr'))]).toEqual([true, false]);
  });

  test('hands over its last line without a newline, after it was told of', async () => {
    const { room, task } = openStage();
    const told: string[] = [];
    await room.run(
      task(['say=first "result"', 'hex=22726573756c7422'], {
        onStart: ({ pid }) => told.push(`pid ${typeof pid}`),
        onLine: (line) => void told.push(line),
      }),
    );
    expect(told).toEqual(['pid number', 'first "result"', '"result"']);
  });

  test('gets the environment of its command and the mark, and nothing else', async () => {
    const { room, task, stdout } = openStage();
    const command = { file: '/usr/bin/env', args: [], cwd: '/', env: { ONLY: 'this' } };
    await room.run(task([], { command, runId: 'run-1' }));
    expect(stdout().toString().trim().split('\n').sort()).toEqual([
      'ONLY=this',
      'SAMOCODE_RUN_ID=run-1',
    ]);
  });

  test('does not wait for a grandchild in another session that holds stdout, and that is ended', async () => {
    const { room, task, file, pidIn } = openStage();
    const end = await room.run(task([`escape=${file('pid')}`, 'exit=0']));
    expect(end).toMatchObject({ cause: 'exited', exitCode: 0, swept: 1 });
    expect(lives(pidIn('pid'))).toBe(false);
  });

  test('ends a daemon that lost the mark, its parent and its session', async (context) => {
    context.skip(!HAS_PRLIMIT, 'there is no prlimit');
    const { room, task, file, pidIn } = openStage();
    const env = { PATH: process.env['PATH'] ?? '' };
    const command = { file: '/bin/sh', args: ['-c', DAEMON, file('pid')], cwd: '/', env };
    const end = await room.run(task([], { command }));
    expect(end).toMatchObject({ exitCode: 0, swept: 1 });
    expect(lives(pidIn('pid'))).toBe(false);
  });

  test('may leave a grandchild without the mark if it was seen when the child had finished', async () => {
    const { room, task, file, pidIn } = openStage();
    const script = [`bare=${file('pid')}`, 'say="result"', `wait=${file('seen')}`, 'exit=0'];
    const onLine = () => {
      setImmediate(() => {
        writeFileSync(file('seen'), '');
      });
      return 'finished' as const;
    };
    const end = await room.run(task(script, { onLine }));
    expect(end).toMatchObject({ cause: 'exited', swept: 1 });
    expect(lives(pidIn('pid'))).toBe(false);
  });
});

describe('a child that must be ended', () => {
  test('is ended when its time is over, with what it started', async () => {
    const { room, task, file, pidIn } = openStage();
    const end = await room.run(task([`escape=${file('pid')}`, 'stay'], { timeoutMs: 1000 }));
    expect(end).toMatchObject({ cause: 'timeout', signal: 'SIGTERM', swept: 1 });
    expect(lives(pidIn('pid'))).toBe(false);
  });

  test('gets SIGKILL five seconds after a signal it ignores', async () => {
    const { room, task } = openStage();
    const stop = new AbortController();
    const script = ['ignore=SIGTERM', 'say="result"', 'stay'];
    const onLine = () => {
      stop.abort('stop');
      return undefined;
    };
    const end = await room.run(task(script, { onLine, stop: stop.signal }));
    expect(end).toMatchObject({ cause: 'stopped', signal: 'SIGKILL' });
    expect(end.durationMs).toBeGreaterThan(5000);
  });

  test('gets SIGKILL at once when the second request comes during the ladder', async () => {
    const { room, task } = openStage();
    const [stop, kill] = [new AbortController(), new AbortController()];
    const onLine = () => {
      stop.abort('stop');
      setTimeout(() => {
        kill.abort();
      }, 50);
      return undefined;
    };
    const signals = { stop: stop.signal, kill: kill.signal };
    const end = await room.run(
      task(['ignore=SIGTERM', 'say="result"', 'stay'], { onLine, ...signals }),
    );
    expect(end).toMatchObject({ cause: 'stopped', signal: 'SIGKILL' });
    expect(end.durationMs).toBeLessThan(4500);
  });

  test('gets the signal its CLI cleans up on', async () => {
    const { room, task } = openStage();
    const end = await room.run(task(['stay'], { stopSignal: 'SIGINT', timeoutMs: 500 }));
    expect(end).toMatchObject({ cause: 'timeout', signal: 'SIGINT' });
  });

  test('may linger for its time after it has finished, counted from the last time', async () => {
    const { room, task, file } = openStage();
    const script = ['say="result" 1', `wait=${file('go')}`, 'say="result" 2', 'stay'];
    setTimeout(() => {
      writeFileSync(file('go'), '');
    }, 900);
    const end = await room.run(task(script, { onLine: finished, lingerMs: 1500 }));
    expect(end).toMatchObject({ cause: 'lingered', signal: 'SIGTERM' });
    expect(end.durationMs).toBeGreaterThan(2300);
  });

  test('is ended when its log grows past the limit', async () => {
    const { room, task } = openStage();
    const end = await room.run(task(['flood=50', 'stay'], { maxLogBytes: 10e6 }));
    expect(end).toMatchObject({ cause: 'log-limit', signal: 'SIGTERM' });
  });

  test('is ended, and not even started, when the disk is full', async () => {
    const { room, task, file } = openStage();
    const end = await room.run(task(['stay'], { minFreeBytes: Number.MAX_SAFE_INTEGER }));
    expect(end.cause).toBe('disk-full');
    expect(existsSync(file('stdout'))).toBe(false);
  });

  test('is ended when a callback throws, and the bug is not swallowed', async () => {
    const { room, task } = openStage();
    let child: ChildIdentity | undefined;
    const run = room.run(
      task(['say="result"', 'stay'], {
        onStart: (started) => (child = started),
        onLine: () => {
          throw new Error('a bug');
        },
      }),
    );
    await expect(run).rejects.toThrow('a bug');
    expect(lives(child!.pid)).toBe(false);
  });

  test('is not started when the stop came before', async () => {
    const { room, task, file } = openStage();
    const end = await room.run(task(['stay'], { stop: AbortSignal.abort('stop') }));
    expect([end.cause, existsSync(file('stdout'))]).toEqual(['stopped', false]);
  });
});

describe('a program that cannot be started', () => {
  test('because the run is stopped while execa is loaded leaves no log', async () => {
    const { room, task, file } = openStage();
    const stop = new AbortController();
    const end = room.run(task(['stay'], { stop: stop.signal }));
    stop.abort();
    expect(await end).toMatchObject({ cause: 'stopped' });
    expect(existsSync(file('stdout'))).toBe(false);
  });

  test.each([
    ['ENOENT', { file: '/no/such/program', args: [] }],
    ['EACCES', { file: '/etc/passwd', args: [] }],
    ['E2BIG', { file: 'sh', args: ['x'.repeat(200_000)] }],
    ['null bytes', { file: 'sh', args: ['a\0b'] }],
  ])('is an end with the reason %s', async (code, program) => {
    const { room, task } = openStage();
    const { command } = task([]);
    const end = await room.run(task([], { command: { ...command, ...program } }));
    expect(end.cause).toBe('not-started');
    expect(end.stderrTail).toContain(code);
  });

  test('in a folder that is gone says so, and does not blame the program', async () => {
    const { room, task, file } = openStage();
    const { command } = task([]);
    const end = await room.run(task([], { command: { ...command, cwd: file('gone') } }));
    expect(end).toMatchObject({
      cause: 'not-started',
      stderrTail: `its working folder is not there: ${file('gone')}`,
    });
  });

  test('into a log that exists already is a bug of the caller, and the log is not touched', async () => {
    const { room, task, stdout, file } = openStage();
    writeFileSync(file('stdout'), 'earlier');
    await expect(room.run(task(['say=hello']))).rejects.toThrow('EEXIST');
    expect(stdout().toString()).toBe('earlier');
  });
});

describe('what a child prints', () => {
  test('is followed live: the last line of a burst within 50 ms', async () => {
    const { room, task, file } = openStage();
    const late: number[] = [];
    const onLine = (line: string) => {
      late.push(Date.now() - Number(line.split(' ')[1]));
      writeFileSync(file('go'), '');
      return undefined;
    };
    await room.run(task(['burst=50', `wait=${file('go')}`], { onLine }));
    expect(late).toHaveLength(1);
    expect(late[0]).toBeLessThan(50);
  });

  test('costs flat memory, a line of 64 MB included, and loses no line', async () => {
    const { room, task, stdout } = openStage();
    const before = process.memoryUsage().rss;
    let peak = before;
    const watcher = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 5);
    const lines: string[] = [];
    const script = ['long=64', 'say="result" 1', 'flood=100', 'say="result" 2'];
    await room.run(task(script, { onLine: (line) => void lines.push(line) }));
    clearInterval(watcher);
    expect(lines).toEqual(['"result" 1', '"result" 2']);
    expect(peak - before).toBeLessThan(40e6);
    expect(stdout().length).toBe(64_000_001 + 100_000_000 + 2 * 11);
  });
});

describe('processes of others', () => {
  test('without the very mark, or there before the child, live on', async () => {
    const { room, task, file } = openStage();
    const others: ChildProcess[] = [];
    const start = (mark?: string) => {
      const env = { PATH: process.env['PATH'], ...(mark && { SAMOCODE_RUN_ID: mark }) };
      others.push(spawn('sleep', ['600'], { env, detached: true, stdio: 'ignore' }));
    };
    onTestFinished(() => {
      others.forEach((other) => other.kill('SIGKILL'));
    });
    start('a-run');
    // Start times are counted in hundredths of a second.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const onStart = () => {
      ['a-run-2', 'not-a-run', undefined].forEach(start);
    };
    const script = [`escape=${file('pid')}`, 'exit=0'];
    const end = await room.run(task(script, { runId: 'a-run', onStart }));
    expect(end.swept).toBe(1);
    expect(others.map(({ pid }) => lives(pid!))).toEqual([true, true, true, true]);
  });
});

describe('what a dead run left behind', () => {
  const leave = (mark: string) => {
    const left = spawn('sleep', ['600'], {
      env: { PATH: process.env['PATH'], SAMOCODE_RUN_ID: mark },
      detached: true,
      stdio: 'ignore',
    });
    onTestFinished(() => void left.kill('SIGKILL'));
    return identityOf(left.pid!);
  };

  test('is ended: the child, and what carries the mark', async () => {
    const { room } = openStage();
    const [child, marked] = [leave('not the mark'), leave('dead-run')];
    expect(room.isAlive(child)).toBe(true);
    expect(await room.endLeftovers('dead-run', child, NEVER.stop)).toBe(2);
    expect([room.isAlive(child), room.isAlive(marked)]).toEqual([false, false]);
  });

  test('is never taken for a process that got its pid later', async () => {
    const { room } = openStage();
    const { pid, startTime } = leave('another run');
    const dead = { pid, startTime: String(Number(startTime) - 1) };
    expect(room.isAlive(dead)).toBe(false);
    expect(await room.endLeftovers('dead-run', dead, NEVER.stop)).toBe(0);
    expect(await room.endLeftovers('dead-run', { pid, startTime: '' }, NEVER.stop)).toBe(0);
    expect(lives(pid)).toBe(true);
  });

  test('is looked for by the mark alone when no child is known, and we are spared', async () => {
    const { room } = openStage();
    const marked = leave('dead-run-2');
    expect(await room.endLeftovers('dead-run-2', undefined, NEVER.stop)).toBe(1);
    expect([room.isAlive(marked), room.isAlive(room.self())]).toEqual([false, true]);
  });
});

test('without /proc the process tree, walked before killing, is ended', async () => {
  const { room, task, file, pidIn } = openStage('darwin');
  const onLine = finished;
  const script = [`bare=${file('pid')}`, 'say="result"', 'stay'];
  const end = await room.run(task(script, { onLine, lingerMs: 500 }));
  expect(end).toMatchObject({ cause: 'lingered', signal: 'SIGTERM', swept: 1 });
  await until(() => !lives(pidIn('pid')));
  expect(room.isAlive(room.self())).toBe(true);
});
