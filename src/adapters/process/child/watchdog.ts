import type { execa } from 'execa';
import type { ChildIdentity, ProcessTask } from '../../../app/ports/process.ts';
import { OWN_END } from '../execa-options.ts';
import { lockLimitOf } from '../table/lock-limit.ts';
import { WATCHDOG_SCRIPT } from './watchdog-script.ts';

/**
 * The shell that ends the child when we are killed: the end of its input is the alarm. It also gives the child the limit
 * by which all that it starts is found (`lockLimitOf`), where the machine has `prlimit`.
 */
export interface Watchdog {
  /** From now on it would end this run; with the child as soon as there is one. */
  guard(task: ProcessTask, child?: ChildIdentity): void;
  /** There is nothing to end any more. */
  rest(): void;
  /** Its pid; 0 while it has not been started. */
  pid(): number;
  /** Resolves when it has gone. */
  close(): Promise<void>;
}

/**
 * Starts nothing before the first `guard`, and starts another shell if the first one was killed.
 */
export const openWatchdog = (platform: NodeJS.Platform, run: typeof execa): Watchdog => {
  let shell: Shell | undefined;
  const tell = (line: string): void => {
    shell?.stdin.write(`${line}\n`);
  };
  return {
    guard: ({ runId, stopSignal, command }, child) => {
      if (shell === undefined || shell.hasGone()) {
        shell = startShell(run, platform, command.env['PATH']);
      }
      const signal = stopSignal.slice('SIG'.length);
      const identity = `${child?.pid ?? 0} ${child?.startTime ?? ''}`;
      tell(`guard ${runId} ${lockLimitOf(runId)} ${signal} ${identity}`);
    },
    rest: () => {
      tell('rest');
    },
    pid: () => shell?.pid ?? 0,
    close: async () => {
      shell?.stdin.end();
      await shell?.gone;
    },
  };
};

type Shell = ReturnType<typeof startShell>;

const startShell = (run: typeof execa, platform: NodeJS.Platform, path: string | undefined) => {
  const running = run('/bin/sh', ['-c', WATCHDOG_SCRIPT, 'samocode-watchdog', platform], {
    ...OWN_END,
    // Neither a mark, nor a folder, nor a terminal of ours: it must outlive us and hold nothing.
    env: {
      PATH: ['/usr/bin:/bin:/usr/sbin:/sbin', path ?? ''].join(':'),
      LC_ALL: 'C',
      TZ: 'UTC',
    },
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  let hasGone = running.pid === undefined;
  const gone = new Promise<void>((resolve) => {
    for (const end of ['exit', 'error'] as const) {
      running.once(end, () => {
        hasGone = true;
        resolve();
      });
    }
    if (hasGone) resolve();
  });
  // A shell that was killed makes the next write fail; the next guard starts another.
  running.stdin.on('error', () => undefined);
  running.unref();
  return { pid: running.pid ?? 0, stdin: running.stdin, gone, hasGone: () => hasGone };
};
