import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a step is hit: SIGKILL before it, in the middle of a write, after it; or what the disk says from there on (briefly: there only; empty: it takes names, and no bytes). */
export type How = 'before' | 'half' | 'after' | 'full' | 'readonly' | 'briefly' | 'empty';

export interface Hit {
  readonly at: number;
  readonly how: How;
  /** Only steps like this count: `write queue/*`, a pattern of call and path. */
  readonly step?: string;
}

/** One call that writes or spawns. */
export interface Step {
  readonly number: number;
  /** `create`, `write`, `rename`, `spawn`, … */
  readonly call: string;
  /** The file under the scene's root, with its own number and date left out. */
  readonly place: string;
}

/** Builds the library (killer.c); undefined where there is no gcc. */
export function buildKiller(): string | undefined {
  const library = join(mkdtempSync(join(tmpdir(), 'samocode-killer-')), 'killer.so');
  const source = join(import.meta.dirname, 'killer.c');
  const flags = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror'];
  try {
    execFileSync('gcc', [...flags, '-o', library, source, '-ldl'], { stdio: 'pipe' });
    return library;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The variables that put the library into a program and tell it what to do. */
export function killerVariables(
  library: string,
  of: {
    readonly root: string;
    readonly log: string;
    readonly hit: Hit | undefined;
    readonly clock?: string;
    /** While this file is there, a full disk has room. */
    readonly room?: string;
    /** The folder of `planHit`: hits runs under `work`, and leaves `work` alone. */
    readonly plan?: string;
  },
): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: library,
    // What libuv hands to the kernel in a ring would pass by the library.
    UV_USE_IO_URING: '0',
    KILLER_ROOT: of.root,
    KILLER_LOG: of.log,
    ...(of.hit === undefined ? {} : { KILLER_AT: String(of.hit.at), KILLER_HOW: of.hit.how }),
    ...(of.hit?.step === undefined ? {} : { KILLER_STEP: of.hit.step }),
    ...(of.clock === undefined ? {} : { KILLER_CLOCK: of.clock }),
    ...(of.room === undefined ? {} : { KILLER_ROOM: of.room }),
    ...(of.plan === undefined ? {} : { KILLER_PLAN: of.plan }),
  };
}

/** Plans where the first run of a session under `work` is hit; its log is `<session>.log` in the same folder. */
export function planHit(plan: string, session: string, { at, how, step }: Hit): void {
  writeFileSync(join(plan, session), `${at} ${how} ${step ?? ''}\n`);
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** No run of these scenes takes longer, on the busiest machine. */
const LONGEST_MS = 150_000;

/**
 * Runs a program to its end.
 *
 * @throws Error with its output and all that runs, where it does not end: a test that only times out tells nothing.
 */
export function runToEnd(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ended> {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((done, fail) => {
    const bound = setTimeout(() => {
      const processes = execFileSync('ps', PROCESSES, { encoding: 'utf8' });
      child.kill('SIGKILL');
      const log = options.env['KILLER_LOG'] ?? '';
      const steps = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-20) : [];
      const said = [stdout, stderr, ...steps, processes].join('\n');
      fail(new Error(`${args.join(' ')} (pid ${child.pid ?? 'none'}) did not end:\n${said}`));
    }, LONGEST_MS);
    child.once('close', (code, signal) => {
      clearTimeout(bound);
      done({ code, signal, stdout, stderr });
    });
  });
}

const PROCESSES = ['-eo', 'pid,ppid,pgid,stat,etimes,wchan:24,args', '--forest', '--width', '200'];

/** The steps that a run went through. */
export function stepsIn(log: string): readonly Step[] {
  return linesOf(log).flatMap(([kind, number, call = '', place = '']) =>
    kind === 'step' ? [{ number: Number(number), call, place: plainPlace(place) }] : [],
  );
}

/** The number of the first step that the disk has refused; undefined: none. */
export function firstRefused(log: string): number | undefined {
  const line = linesOf(log).find(([kind]) => kind === 'refused');
  return line === undefined ? undefined : Number(line[1]);
}

/** The pids of all that a run has spawned. */
export function pidsIn(log: string): readonly number[] {
  return linesOf(log).flatMap(([kind, pid]) => (kind === 'pid' ? [Number(pid)] : []));
}

/** Without the numbers that differ from run to run. */
export function plainPlace(place: string): string {
  return place
    .replace(/^home\/\.local\/state\/samocode/, '~')
    .replace(/^sessions\/[^/]*\/?/, '')
    .replace(/[\da-f]{8}-[\da-f-]{27}/g, '<id>')
    .replace(/\.\d+\.tmp$/, '.<pid>.tmp')
    .replace(/\d\d-\d\d-\d{4}-(\d{3}-[a-z]+)/, '<date>-$1')
    .replace(/~\/limits\/.*/, '~/limits/<account>');
}

function linesOf(log: string): readonly (readonly string[])[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .map((line) => line.split('\t'));
}
