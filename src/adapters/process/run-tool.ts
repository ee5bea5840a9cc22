import { existsSync } from 'node:fs';
import { setImmediate as nextPoll, setTimeout as pause } from 'node:timers/promises';
import { NOT_ON_PATH, type RunTool, type ToolOptions } from '../tool.ts';
import { withoutDescriptors } from './descriptor-room.ts';
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

/** Runs a short-lived program such as git, in a group of its own. */
export const runTool: RunTool = async (file, args, options) => {
  // Loaded with the first spawn: a run that may not spawn has no use for it.
  const { execa } = await import('execa');
  const { cwd, env, input, limitBytes = OUTPUT_LIMIT_BYTES } = options;
  const full = withoutDescriptors();
  if (full !== undefined) return { ok: false, stdout: '', stderr: full, problem: full };
  const stdin = input === undefined ? ({ stdin: 'ignore' } as const) : { input };
  const running = execa(file, args, { ...OWN_END, cwd, env, ...stdin, detached: true });
  const { pid } = running;
  if (pid === undefined) {
    const why = whyNotStarted(file, options, await running);
    return { ok: false, stdout: '', stderr: why, problem: why };
  }
  const end = watchEnd(pid, file, options);
  const tooMuch = (): void => {
    end.now(`${file} said more than ${limitBytes / MIB} MiB`);
  };
  const stdout = collect(running.stdout, limitBytes, tooMuch);
  const stderr = collect(running.stderr, limitBytes, tooMuch);
  const closed = new Promise((resolve) => running.once('close', resolve));
  const exitCode = await new Promise((resolve) => running.once('exit', resolve));
  end.release();
  const drainMs = options.stop.aborted ? HASTY_DRAIN_MS : DRAIN_MS;
  await Promise.race([closed, pause(drainMs, undefined, { ref: false })]);
  // After a stall of this process the timer fires before the pipes are read; this reads what they hold.
  await nextPoll();
  running.stdout.destroy();
  running.stderr.destroy();
  const problem = end.problem();
  const ok = exitCode === 0 && problem === undefined;
  return { ok, stdout: stdout(options.encoding), stderr: problem ?? stderr(), problem };
};

function whyNotStarted(
  file: string,
  { cwd, env }: ToolOptions,
  {
    code,
    originalMessage,
  }: { readonly code?: string | undefined; readonly originalMessage?: string | undefined },
): string {
  // execa's words about a missing folder are about its own option.
  if (!existsSync(cwd)) return `the folder ${cwd} is not there`;
  const isSought = code === 'ENOENT' && !file.includes('/');
  return isSought ? `${NOT_ON_PATH}${file}: ${env['PATH'] ?? ''}` : (originalMessage ?? '');
}

interface EndWatch {
  /** Ends the program, if this is the first reason to. */
  now(why: string): void;
  /** Why we ended it; undefined: we did not. */
  problem(): string | undefined;
  /** The program has ended. */
  release(): void;
}

/** Ends the program when it takes too long or when the caller asks for it. */
const watchEnd = (
  pid: number,
  file: string,
  { timeoutMs, stop, graceMs, kill }: ToolOptions,
): EndWatch => {
  let problem: string | undefined;
  let grace: NodeJS.Timeout | undefined;
  const killNow = (): void => {
    problem ??= `${file} was stopped`;
    tryKill(-pid, 'SIGKILL');
  };
  const now = (why: string): void => {
    problem ??= why;
    if (grace !== undefined) return;
    if (graceMs === 0 || kill.aborted) {
      killNow();
      return;
    }
    tryKill(-pid, 'SIGTERM');
    grace = setTimeout(killNow, graceMs);
  };
  const timer = setTimeout(() => {
    now(`${file} took longer than ${Number((timeoutMs / 1000).toFixed(1))} s`);
  }, timeoutMs);
  const onStop = (): void => {
    now(`${file} was stopped`);
  };
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop);
  kill.addEventListener('abort', killNow);
  return {
    now,
    problem: () => problem,
    release: () => {
      clearTimeout(timer);
      clearTimeout(grace);
      stop.removeEventListener('abort', onStop);
      kill.removeEventListener('abort', killNow);
    },
  };
};

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
