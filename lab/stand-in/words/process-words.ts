import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Words } from './words.ts';

/** The words about the process itself: how it lives, ends and leaves others behind. */
export const PROCESS_WORDS = {
  ignore: (signal) => {
    process.removeAllListeners(signal).on(signal, () => undefined);
  },
  leave,
  sleep: (seconds) => pause(seconds * 1000),
  hang: forever,
  exit: (exit) => ({ exit }),
  die: (signal) => {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    return forever();
  },
} as const satisfies Partial<Words>;

/** Lives until it is ended. */
function forever(): Promise<never> {
  return new Promise(() => setInterval(() => undefined, 2 ** 30));
}

const STUBBORN =
  "for (const s of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(s, () => {}); setInterval(() => {}, 2 ** 30)";

/** Leaves a stubborn process behind that holds stdout: in this group (`bare`: without a variable) or in a session of its own. */
function leave(kind: 'group' | 'session' | 'bare'): void {
  // Its mark is also on its command line: a process that drops its environment is still found.
  const mark = process.env['SAMOCODE_SIMULATION'] ?? 'samocode-simulation';
  const child = spawn(process.execPath, ['-e', STUBBORN, mark], {
    detached: kind === 'session',
    stdio: ['ignore', 'inherit', 'inherit'],
    ...(kind === 'bare' ? { env: {} } : {}),
  });
  child.unref();
}
