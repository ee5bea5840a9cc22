import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../adapters/clock.ts';
import { here } from '../../../adapters/config/environment.ts';
import { ownPath } from '../../../adapters/config/folders/executable.ts';
import { sessionsFolder } from '../../../adapters/config/folders/sessions-folder.ts';
import { readTail } from '../../../adapters/disk/tail.ts';
import { openHeartbeat } from '../../../adapters/liveness/heartbeat.ts';
import { HEARTBEAT_NAME } from '../../../adapters/liveness/last-beat.ts';
import { startProgram } from '../../../adapters/process/start-program.ts';
import { tryKill } from '../../../adapters/process/sweep/sweep.ts';
import { identitiesIn } from '../../../adapters/process/table/identities.ts';
import { openProcessTable } from '../../../adapters/process/table/open-process-table.ts';
import { livingRuns } from '../../../adapters/queue/slot.ts';
import { randomId } from '../../../adapters/random-id.ts';
import { sessionWatch } from '../../../adapters/session/fingerprints/waiting.ts';
import { findSession } from '../../../adapters/session/folder.ts';
import { tryWatch } from '../../../adapters/session/watching.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';
import { openBell } from '../../../adapters/work/bell.ts';
import { openDrainFile } from '../../../adapters/work/drain-file.ts';
import { leftMemory } from '../../../adapters/work/memory.ts';
import { openNightFile } from '../../../adapters/work/night-file.ts';
import { endPath, openRunEnds } from '../../../adapters/work/run-ends.ts';
import { shortenLog } from '../../../adapters/work/run-log.ts';
import type { RunStart, WorkRun } from '../../../app/ports/queue/work.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { LivingWorkRun } from '../../../app/work/parts.ts';
import { OF_RUNS_ALONE } from '../../../domain/provider/environment/work-variables.ts';
import { lastWords } from '../../../domain/queue/last-words.ts';
import type { Queued } from '../../../domain/queue/queued.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { holderName } from '../../render/holder.ts';
import { leasesIn } from '../running/leases-in.ts';
import { openDelays } from './delays.ts';
import { openQueue } from './queue.ts';

/** Where `samocode work` keeps its files. */
function workFolder(): string {
  const folder = join(here().stateDir, 'work');
  mkdirSync(join(folder, '.run'), { recursive: true, mode: 0o700 });
  return folder;
}

/** The runs that a `work` started, and whose process lives. */
function livingWorkRuns(): readonly LivingWorkRun[] {
  const { isAlive } = identitiesIn(openProcessTable(process.platform));
  const living = livingRuns(here().stateDir, isAlive).filter((run) => run.isUnderWork === true);
  return living.map((run) => ({
    ...{ config: run.config, session: run.session },
    stop: () => {
      if (isAlive(run)) tryKill(run.pid, 'SIGTERM');
    },
  }));
}

/** Asks the `work` that runs to end, and the runs of a killed one; without a pid no `work` runs. */
export function drainWork(): { readonly pid: number | undefined; readonly runs: number } {
  const folder = workFolder();
  const holder = leasesIn(folder, new AbortController().signal).holder();
  const runs = livingWorkRuns().length;
  if (holder !== undefined || runs > 0) openDrainFile(folder).put();
  return { pid: holder?.process.pid, runs };
}

/** The one `work` of the user on this machine. Where another one runs: undefined if `isQuiet`, else a UserError (exit 6). */
export function holdWork(stops: Stops, isQuiet: boolean) {
  const folder = workFolder();
  const run = randomId();
  const lease = leasesIn(folder, stops.stop).acquire(run, false);
  if ('holder' in lease) {
    if (isQuiet) return undefined;
    throw new UserError(`another samocode work runs: ${holderName(lease.holder, Date.now())}`, {
      hint: 'samocode work --drain ends it',
      exitCode: 6,
    });
  }
  const heartbeat = openHeartbeat(join(folder, HEARTBEAT_NAME));
  const drain = openDrainFile(folder);
  // A person asked an earlier `work`.
  drain.remove();
  const doing = { state: 'working', phase: undefined, iteration: undefined } as const;
  heartbeat.write({ v: 1, run, pid: process.pid, ...doing, since: new Date().toISOString() });
  return {
    folder,
    drain: { isAsked: drain.isThere, ask: drain.put },
    beat: heartbeat.touch,
    [Symbol.dispose]: () => {
      drain.remove();
      heartbeat.end();
      lease.release();
    },
  };
}

/** The parts of `work` that reach the machine; disposing ends their watches. */
export function workParts(folder: string) {
  const { stateDir } = here();
  const bell = openBell();
  const ends = openRunEnds(join(folder, 'ends'));
  const logs = join(folder, 'logs');
  const watched = [folder, join(stateDir, 'queue'), join(stateDir, 'slots')];
  for (const path of [...watched, logs]) mkdirSync(path, { recursive: true, mode: 0o700 });
  const watchers = watched.flatMap((path) => tryWatch(path, bell.ring));
  const logOf = ({ id }: Queued): string => join(logs, `${id}.log`);
  return {
    ...{ queue: openQueue(stateDir), clock: systemClock, bell, ends, files: sessionWatch },
    memory: leftMemory,
    delays: openDelays(here()),
    night: openNightFile(join(folder, 'night.json')),
    living: livingWorkRuns,
    start: (run: RunStart) => startRun(run, { logPath: logOf(run.queued), folder }),
    lastWords: (queued: Queued) => printableWords(lastWords(readTail(logOf(queued), 2000)), 600),
    folderOf,
    [Symbol.dispose]: () => {
      for (const watcher of watchers) watcher.close();
    },
  };
}

function folderOf({ config, session }: Queued): string | undefined {
  try {
    const sessions = sessionsFolder({ ...here(), configPath: config });
    return findSession(sessions, session, new Date()).path;
  } catch {
    return undefined;
  }
}

/** Variables from a service manager for this process alone. */
const NOT_FOR_RUNS = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID', 'LISTEN_FDS', 'LISTEN_PID'];

/**
 * Many runs live side by side here, and wait: V8 prefers a small heap, compiles a function at its first call, and
 * optimises nothing. With `OF_RUNS_ALONE` that saves half of the memory of a run whose agent is at work, and a turn takes less CPU
 * (docs/performance.md).
 */
const SMALL_HEAP = '--optimize-for-size --max-lazy --no-opt --no-sparkplug'.split(' ');

/** Starts an ordinary run, which goes on when this process is gone. */
async function startRun(
  { queued, until }: RunStart,
  { logPath, folder }: { readonly logPath: string; readonly folder: string },
): Promise<WorkRun> {
  const { id, config, session, taskPath } = queued;
  const at = here();
  const environment = Object.entries(at.environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !NOT_FOR_RUNS.includes(entry[0]),
  );
  const seconds = until === undefined ? 0 : Math.max(1, Math.floor((until - Date.now()) / 1000));
  const command = [
    ...[ownPath(at), ...SMALL_HEAP, join(packageRoot(import.meta.url), 'dist', 'bin.js')],
    ...['run', '-q', '--stamp'],
    ...[
      '--config',
      config,
      '--session',
      session,
      '--under-work',
      endPath(join(folder, 'ends'), id),
    ],
    ...(taskPath === undefined ? [] : ['--task-file', taskPath]),
    ...(until === undefined ? [] : ['--max-duration', `${seconds}s`]),
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
