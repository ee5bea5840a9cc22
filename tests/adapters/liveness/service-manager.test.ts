import { expect, test } from 'vitest';
import { serviceManager } from '../../../src/adapters/liveness/service-manager.ts';
import type { RunTool } from '../../../src/adapters/tool.ts';

interface Call {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly done: (ok?: boolean) => void;
}

/** A systemd-notify that ends when the test says so. */
function manager(environment: Readonly<Record<string, string>>, program: string | undefined) {
  const calls: Call[] = [];
  const failures: string[] = [];
  const runTool: RunTool = (file, args, { env, stop }) =>
    new Promise((resolve) => {
      stop.addEventListener('abort', () => {
        resolve({ ok: false, stdout: '', stderr: 'stopped', problem: 'stopped' });
      });
      const done = (ok = true): void => {
        resolve({ ok, stdout: '', stderr: ok ? '' : 'no\nsuch socket\n', problem: undefined });
      };
      calls.push({ file, args, env, done });
    });
  const opened = serviceManager({
    environment,
    pid: 42,
    runTool,
    findProgram: () => program,
    onFailure: (reason) => failures.push(reason),
  });
  return { opened, calls, failures };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('without a socket no program is searched or started', () => {
  const { opened, calls, failures } = manager({ WATCHDOG_USEC: '1000000' }, undefined);
  opened.tell({ READY: '1' });
  expect([calls, failures, opened.watchdogMs]).toEqual([[], [], undefined]);
});

test('a socket without the program causes one warning', () => {
  const { opened, failures } = manager({ NOTIFY_SOCKET: '/s' }, undefined);
  opened.tell({ READY: '1' });
  opened.tell({ STATUS: 'x' });
  expect(failures).toEqual([expect.stringMatching(/no systemd-notify on PATH/)]);
});

test('messages during a call are sent together, the newest of each kind, each on one line', async () => {
  const { opened, calls } = manager({ NOTIFY_SOCKET: '/s', SECRET: 'x' }, '/bin/notify');
  opened.tell({ READY: '1' });
  opened.tell({ STATUS: 'one' });
  opened.tell({ WATCHDOG: '1', STATUS: 'two\nSTOPPING=1\u001b[2J' });
  expect(calls.map(({ args }) => args)).toEqual([['READY=1']]);
  calls[0]?.done();
  await settled();
  expect(calls[1]?.args).toEqual(['STATUS=two STOPPING=1', 'WATCHDOG=1']);
  expect(calls[1]?.env).toEqual({ NOTIFY_SOCKET: '/s', PATH: '/usr/bin:/bin', LC_ALL: 'C' });
  calls[1]?.done();
  await settled();
  opened.tell({ STOPPING: '1' });
  expect(calls[2]?.args).toEqual(['STOPPING=1']);
});

test('a program that fails causes one warning, and one that hangs delays nothing', async () => {
  const { opened, calls, failures } = manager({ NOTIFY_SOCKET: '/s' }, '/bin/notify');
  opened.tell({ READY: '1' });
  calls[0]?.done(false);
  await settled();
  opened.tell({ WATCHDOG: '1' });
  calls[1]?.done(false);
  await settled();
  expect(failures).toEqual(['systemd-notify: no such socket']);
  opened.tell({ STOPPING: '1' });
  opened.tell({ STATUS: 'never told' });
  await opened.close(AbortSignal.abort());
  expect(calls).toHaveLength(3);
  expect(failures).toHaveLength(1);
});

test.each<[Record<string, string>, number | undefined]>([
  [{ WATCHDOG_USEC: '30000000' }, 30_000],
  [{ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '42' }, 30_000],
  [{ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '43' }, undefined],
  [{ WATCHDOG_USEC: '0' }, undefined],
  [{ WATCHDOG_USEC: 'soon' }, undefined],
  [{}, undefined],
])('the watchdog of %j wants to hear of us every %s ms', (environment, expected) => {
  const { opened } = manager({ NOTIFY_SOCKET: '/s', ...environment }, '/bin/notify');
  expect(opened.watchdogMs).toBe(expected);
});
