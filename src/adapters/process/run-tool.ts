import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { OWN_END } from './execa-options.ts';
import { tryKill } from './sweep/sweep.ts';

const MIB = 1024 * 1024;
const OUTPUT_LIMIT_BYTES = MIB;
/**
 * The wait for output after the end: a background process of the tool may hold its pipes open for
 * ever.
 */
const DRAIN_MS = 500;
const HASTY_DRAIN_MS = 50;

/** How a tool is run. */
export interface ToolOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The most that it may say; 1 MiB. */
  readonly limitBytes?: number;
  /** How its stdout is read; latin1 keeps every byte. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Aborted: it is ended. */
  readonly stop: AbortSignal;
  /** Ended with SIGTERM, to clean up, and killed so long after; 0: killed at once. */
  readonly graceMs: number;
  /** Aborted: killed at once, without the grace period. */
  readonly kill: AbortSignal;
}

/** The result of a tool; never an exception. */
export interface ToolResult {
  /** Exit code 0, in time, and all of its output is here. */
  readonly ok: boolean;
  /** At most `limitBytes`. */
  readonly stdout: string;
  /** At most `limitBytes`; the reason, when it could not be started, took too long or said too much. */
  readonly stderr: string;
  /** Why we ended it, or why it could not be started; undefined: it ended by itself. */
  readonly problem: string | undefined;
}

/** Runs a short-lived program such as git, in a group of its own, with no input. */
export const runTool = async (
  file: string,
  args: readonly string[],
  { cwd, timeoutMs, env, stop, limitBytes = OUTPUT_LIMIT_BYTES, encoding, ...how }: ToolOptions,
): Promise<ToolResult> => {
  // Loaded with the first spawn: a run that may not spawn has no use for it.
  const { execa } = await import('execa');
  const running = execa(file, args, {
    ...OWN_END,
    cwd,
    env,
    stdin: 'ignore',
    detached: true,
  });
  const { pid } = running;
  if (pid === undefined) {
    const said = (await running).originalMessage ?? '';
    // execa's words about a missing folder are about its own option.
    const why = existsSync(cwd) ? said : `the folder ${cwd} is not there`;
    return { ok: false, stdout: '', stderr: why, problem: why };
  }
  let problem: string | undefined;
  let grace: NodeJS.Timeout | undefined;
  const killNow = (): void => {
    problem ??= `${file} was stopped`;
    tryKill(-pid, 'SIGKILL');
  };
  const end = (why: string): void => {
    problem ??= why;
    if (grace !== undefined) return;
    if (how.graceMs === 0 || how.kill.aborted) {
      killNow();
      return;
    }
    tryKill(-pid, 'SIGTERM');
    grace = setTimeout(killNow, how.graceMs);
  };
  const tooMuch = (): void => {
    end(`${file} said more than ${limitBytes / MIB} MiB`);
  };
  const stdout = collect(running.stdout, limitBytes, tooMuch);
  const stderr = collect(running.stderr, limitBytes, tooMuch);
  const timer = setTimeout(() => {
    end(`${file} took longer than ${Number((timeoutMs / 1000).toFixed(1))} s`);
  }, timeoutMs);
  const onStop = (): void => {
    end(`${file} was stopped`);
  };
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop);
  how.kill.addEventListener('abort', killNow);
  const closed = new Promise((resolve) => running.once('close', resolve));
  const exitCode = await new Promise((resolve) => running.once('exit', resolve));
  clearTimeout(timer);
  clearTimeout(grace);
  stop.removeEventListener('abort', onStop);
  how.kill.removeEventListener('abort', killNow);
  const drainMs = isAborted(stop) ? HASTY_DRAIN_MS : DRAIN_MS;
  await Promise.race([closed, pause(drainMs, undefined, { ref: false })]);
  running.stdout.destroy();
  running.stderr.destroy();
  const ok = exitCode === 0 && problem === undefined;
  return { ok, stdout: stdout(encoding), stderr: problem ?? stderr(), problem };
};

/** A function, because the value may change at any time. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/** Keeps the first bytes; returns what reads them. */
const collect = (
  stream: NodeJS.ReadableStream,
  limitBytes: number,
  onTooMuch: () => void,
): ((encoding?: BufferEncoding) => string) => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    const room = limitBytes - bytes;
    bytes += chunk.length;
    if (room > 0) chunks.push(chunk.subarray(0, room));
    if (bytes > limitBytes) onTooMuch();
  });
  // A stream that we destroy ourselves may complain.
  stream.on('error', () => undefined);
  return (encoding = 'utf8') => Buffer.concat(chunks).toString(encoding);
};
