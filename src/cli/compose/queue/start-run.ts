import { join } from 'node:path';
import { here } from '../../../adapters/config/environment.ts';
import { ownPath } from '../../../adapters/config/folders/executable.ts';
import { startProgram } from '../../../adapters/process/start-program.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';
import { placePath } from '../../../adapters/work/place-files.ts';
import { shortenLog } from '../../../adapters/work/run-log.ts';
import type { RunStart, WorkRun } from '../../../app/ports/queue/work.ts';
import { OF_RUNS_ALONE } from '../../../domain/provider/environment/work-variables.ts';

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

interface StartUse {
  readonly logPath: string;
  readonly folder: string;
  /** Undefined: the machine belongs to no fleet. */
  readonly claimPath: ((id: string) => string) | undefined;
}

/** Starts an ordinary run, which goes on when this process is gone. */
export async function startRun(
  { queued, until: asked }: RunStart,
  { logPath, folder, claimPath }: StartUse,
): Promise<WorkRun> {
  const most = claimPath === undefined ? undefined : Date.now() + LONGEST_FLEET_RUN_MS;
  const until = Math.min(asked ?? Infinity, most ?? Infinity);
  const { id, config, session, taskPath } = queued;
  const at = here();
  const environment = Object.entries(at.environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !NOT_FOR_RUNS.includes(entry[0]),
  );
  const seconds = Math.max(1, Math.floor((until - Date.now()) / 1000));
  const command = [
    ...[ownPath(at), ...SMALL_HEAP, join(packageRoot(import.meta.url), 'dist', 'bin.js')],
    ...['run', '-q', '--stamp'],
    ...[
      '--config',
      config,
      '--session',
      session,
      '--under-work',
      placePath(join(folder, 'ends'), id),
    ],
    ...(taskPath === undefined ? [] : ['--task-file', taskPath]),
    ...(claimPath === undefined ? [] : ['--fleet-claim', claimPath(id)]),
    ...(until === Infinity ? [] : ['--max-duration', `${seconds}s`]),
  ];
  shortenLog(logPath);
  const run = await startProgram(command, {
    ...{ cwd: '/', env: { ...OF_RUNS_ALONE, ...Object.fromEntries(environment) }, isApart: true },
    ...{ stdoutPath: logPath, stderrPath: logPath },
  });
  return {
    ended: run.ended,
    stop: () => {
      run.signal('SIGTERM');
    },
  };
}
