import { join } from 'node:path';
import type { RunStart, WorkRun } from '../../app/ports/queue/work.ts';
import { OF_RUNS_ALONE } from '../../domain/provider/environment/work-variables.ts';
import { placePath } from './place-files.ts';
import { shortenLog } from './run-log.ts';

/** Variables from a service manager for this process alone. */
const NOT_FOR_RUNS = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID', 'LISTEN_FDS', 'LISTEN_PID'];

/**
 * Many runs live side by side here, and wait: V8 prefers a small heap, which it collects in one thread, compiles a function at its
 * first call, and optimises nothing. With `OF_RUNS_ALONE` that saves half of the memory of a run whose agent is at work, and
 * it takes less CPU asleep and in a turn (docs/performance.md).
 */
const SMALL_HEAP =
  '--optimize-for-size --single-threaded-gc --max-lazy --no-opt --no-sparkplug'.split(' ');

/** A claim of a fleet ends after a day; a run that ends before it is claimed again. */
const LONGEST_FLEET_RUN_MS = 20 * 3_600_000;

/** Starts a program that goes on when this process is gone. */
type Start = (
  command: readonly string[],
  how: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly isApart: true;
    readonly stdoutPath: string;
    readonly stderrPath: string;
  },
) => Promise<{
  readonly ended: Promise<number | string>;
  readonly signal: (name: 'SIGTERM') => void;
}>;

interface StartUse {
  /** Node, and the program that it starts. */
  readonly node: string;
  readonly program: string;
  /** That of this process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly start: Start;
  readonly logPath: string;
  readonly folder: string;
  /** Undefined: the machine belongs to no fleet. */
  readonly claimPath: ((id: string) => string) | undefined;
}

/** Starts an ordinary run, which goes on when this process is gone. */
export async function startRun(asked: RunStart, use: StartUse): Promise<WorkRun> {
  const { logPath } = use;
  const command = [...[use.node, ...SMALL_HEAP, use.program], ...argumentsOf(asked, use)];
  shortenLog(logPath);
  const run = await use.start(command, {
    ...{ cwd: '/', env: environmentOf(use), isApart: true },
    ...{ stdoutPath: logPath, stderrPath: logPath },
  });
  return {
    ended: run.ended,
    stop: () => {
      run.signal('SIGTERM');
    },
  };
}

function argumentsOf(
  { queued, until: asked }: RunStart,
  { claimPath, folder }: StartUse,
): readonly string[] {
  const { id, config, session, taskPath } = queued;
  const now = Date.now();
  const most = claimPath === undefined ? Infinity : now + LONGEST_FLEET_RUN_MS;
  const until = Math.min(asked ?? Infinity, most);
  const seconds = Math.max(1, Math.floor((until - now) / 1000));
  return [
    ...['run', '-q', '--stamp', '--config', config, '--session', session],
    ...['--under-work', placePath(join(folder, 'ends'), id)],
    ...(taskPath === undefined ? [] : ['--task-file', taskPath]),
    ...(claimPath === undefined ? [] : ['--fleet-claim', claimPath(id)]),
    ...(until === Infinity ? [] : ['--max-duration', `${seconds}s`]),
  ];
}

function environmentOf({ environment }: StartUse): Readonly<Record<string, string>> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !NOT_FOR_RUNS.includes(entry[0]),
  );
  return { ...OF_RUNS_ALONE, ...Object.fromEntries(entries) };
}
