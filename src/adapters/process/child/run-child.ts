import { dirname } from 'node:path';
import type { execa } from 'execa';
import type { ChildIdentity, ProcessTask } from '../../../app/ports/process.ts';
import type { EndCause, ProcessEnd } from '../../../domain/provider/process-end.ts';
import { monotonicMs } from '../../monotonic.ts';
import { withoutDescriptors } from '../descriptor-room.ts';
import { sweep, type Swept } from '../sweep/sweep.ts';
import type { ProcessTable } from '../table/process-table.ts';
import { folderWithoutRoom, fullDisk, fullTempFolder, tempFolders } from './disk-room.ts';
import { type Follower, followFile } from './follower.ts';
import { type Limits, watchLimits } from './limits.ts';
import { openLineScanner } from './line-scanner.ts';
import { type ExitStatus, spawnChild, type Spawned } from './spawn-child.ts';
import { closeStderrLog } from './stderr-log.ts';
import { openStopSequence, type StopSequence } from './stop-sequence.ts';
import type { Watchdog } from './watchdog.ts';
import { watchWitnesses, type WitnessWatch } from './witnesses.ts';

/** The tools that each run shares. */
export interface RoomTools {
  readonly execa: typeof execa;
  readonly table: ProcessTable;
  readonly watchdog: Watchdog;
  /** The reading buffer. */
  readonly buffer: Buffer;
}

const NOT_SWEPT: Swept = { swept: 0, survivors: [] };
const NO_EXIT: ExitStatus = { exitCode: undefined, signal: undefined };

/** Runs one program, and all that it starts, to the end; throws only for bugs and for files that cannot be opened. */
export const runChild = async (tools: RoomTools, task: ProcessTask): Promise<ProcessEnd> => {
  const startedMs = monotonicMs();
  const logs = dirname(task.stdoutPath);
  const temporary = tempFolders(task);
  const needed = [logs, task.command.cwd, ...temporary, ...(task.neededFolders ?? [])];
  const fullAfter = (cause: EndCause): string | undefined => {
    if (cause === 'disk-full') return logs;
    if (cause === 'temp-full') return fullTempFolder(task) ?? temporary[0];
    return folderWithoutRoom(needed);
  };
  const endOf = (cause: EndCause, stderrTail: string, rest = { ...NO_EXIT, ...NOT_SWEPT }) => {
    const { survivors, ...known } = rest;
    const durationMs = monotonicMs() - startedMs;
    const fullFolder = fullAfter(cause);
    const lostFolder = task.folderLoss?.();
    return {
      ...{ cause, stderrTail, durationMs, ...known },
      ...(survivors.length > 0 && { survivors }),
      ...(fullFolder !== undefined && { fullFolder }),
      ...(lostFolder !== undefined && { lostFolder }),
    };
  };

  if (task.stop.aborted || task.kill.aborted) return endOf('stopped', '');
  const full = fullDisk(task);
  if (full !== undefined) return endOf(full, '');
  const crowded = withoutDescriptors();
  if (crowded !== undefined) return endOf('not-started', crowded);
  // Before the spawn: if we are killed between the two, the child is still known.
  tools.watchdog.guard(task);
  try {
    const spawned = await spawnChild(task, tools);
    if (spawned.kind === 'not-started') {
      closeStderrLog(task.stderrPath);
      return endOf('not-started', spawned.reason);
    }
    tools.watchdog.guard(task, spawned.child);
    const { cause, exit, swept, stillMs } = await superviseChild(tools, task, spawned);
    const end = endOf(cause, closeStderrLog(task.stderrPath), { ...exit, ...swept });
    return cause === 'idle' && stillMs !== undefined ? { ...end, stillMs } : end;
  } finally {
    tools.watchdog.rest();
  }
};

interface Supervised {
  readonly cause: EndCause;
  readonly exit: ExitStatus;
  readonly swept: Swept;
  readonly stillMs: number | undefined;
}

const superviseChild = async (
  tools: RoomTools,
  task: ProcessTask,
  { child, exit }: Extract<Spawned, { kind: 'started' }>,
): Promise<Supervised> => {
  const { stopSignal, graceMs } = task;
  const { isWrapped } = task.command;
  const stopSequence = openStopSequence({
    child,
    stopSignal,
    graceMs,
    table: tools.table,
    isWrapped,
  });
  const limits = watchLimits(task, stopSequence.climb);
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => {
    failures.push(error);
    stopSequence.kill('stopped');
  };
  const stopListening = obeySignals(task, stopSequence);
  const witnesses = watchWitnesses({
    task,
    watched: { child, runId: task.runId },
    table: tools.table,
    onIdle: () => {
      stopSequence.climb('idle');
    },
    onFailure,
  });
  const follower = startFollowing(
    { tools, task, child },
    { stopSequence, limits, witnesses, onFailure },
  );

  const status = await Promise.race([exit, stopSequence.hopeless.then(() => NO_EXIT)]);
  stopSequence.close();
  limits.close();
  witnesses.close();
  stopListening();
  const swept = await sweepAfter(tools, task, { child, stopSequence });
  // After the sweep, because a surviving process could still write to the log.
  await follower?.finish();
  if (failures.length > 0) throw failures[0];
  const stillMs = witnesses.stillMs();
  return { cause: stopSequence.cause ?? 'exited', exit: status, swept, stillMs };
};

const sweepAfter = (
  { table, watchdog }: RoomTools,
  { runId }: ProcessTask,
  { child, stopSequence }: { child: ChildIdentity; stopSequence: StopSequence },
): Promise<Swept> =>
  sweep({
    table,
    runId,
    floor: child.startTime,
    group: child.pid,
    remembered: stopSequence.remembered,
    spared: [watchdog.pid()],
  });

/** Tells that the child lives and hands its lines over; nothing when a callback failed at once. */
const startFollowing = (
  { tools, task, child }: { tools: RoomTools; task: ProcessTask; child: ChildIdentity },
  {
    stopSequence,
    limits,
    witnesses,
    onFailure,
  }: {
    stopSequence: StopSequence;
    limits: Limits;
    witnesses: WitnessWatch;
    onFailure: (error: unknown) => void;
  },
): Follower | undefined => {
  // Whatever fails here, the child lives, and is waited for to its end.
  try {
    const marks = {
      verdict: task.verdictMarks,
      activity: task.activityMarks,
      dullHeads: task.dullHeads,
    };
    const scanner = openLineScanner(marks, (line) => {
      witnesses.spoke();
      const said = task.onLine(line);
      if (said === 'restricted') stopSequence.climb('restricted');
      if (said !== 'finished') return;
      limits.finished();
      // Its descendants can be found by ancestry only while it lives.
      stopSequence.remember();
    });
    task.onStart(child);
    const { stdoutPath: path, rarestLookMs } = task;
    return followFile({ path, buffer: tools.buffer, rarestLookMs }, scanner, {
      onLook: limits.looked,
      onFailure,
    });
  } catch (error) {
    onFailure(error);
    return undefined;
  }
};

/** 'stop' runs the stop sequence, 'kill' skips to SIGKILL; returns how to stop listening. */
const obeySignals = ({ stop, kill }: ProcessTask, stopSequence: StopSequence): (() => void) => {
  const onStop = (): void => {
    stopSequence.climb('stopped');
  };
  const onKill = (): void => {
    stopSequence.kill('stopped');
  };
  stop.addEventListener('abort', onStop);
  kill.addEventListener('abort', onKill);
  return () => {
    stop.removeEventListener('abort', onStop);
    kill.removeEventListener('abort', onKill);
  };
};
