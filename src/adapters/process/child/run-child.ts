import { dirname } from 'node:path';
import type { execa } from 'execa';
import type { ChildIdentity, ProcessTask } from '../../../app/ports/process.ts';
import type { EndCause, ProcessEnd } from '../../../domain/provider/agent.ts';
import { monotonicMs } from '../../monotonic.ts';
import { followFile, type Follower } from './follower.ts';
import { openLadder, type Ladder } from './ladder.ts';
import { folderWithoutRoom, fullDisk, fullTempFolder, tempFolders } from './disk-room.ts';
import { watchLimits, type Limits } from './limits.ts';
import { openLineScanner } from './line-scanner.ts';
import type { ProcessTable } from '../table/process-table.ts';
import { spawnChild, type ExitStatus, type Spawned } from './spawn-child.ts';
import { closeStderrLog } from './stderr-log.ts';
import { sweep, type Swept } from '../sweep/sweep.ts';
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
  const ladder = openLadder({ child, stopSignal, graceMs, table: tools.table, isWrapped });
  const limits = watchLimits(task, ladder.climb);
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => {
    failures.push(error);
    ladder.kill('stopped');
  };
  const stopListening = obeySignals(task, ladder);
  const witnesses = watchWitnesses({
    task,
    watched: { child, runId: task.runId },
    table: tools.table,
    onIdle: () => {
      ladder.climb('idle');
    },
    onFailure,
  });
  const follower = startFollowing({ tools, task, child }, { ladder, limits, witnesses, onFailure });

  const status = await Promise.race([exit, ladder.hopeless.then(() => NO_EXIT)]);
  ladder.close();
  limits.close();
  witnesses.close();
  stopListening();
  const { pid, startTime } = child;
  const swept = await sweep({
    table: tools.table,
    runId: task.runId,
    floor: startTime,
    group: pid,
    remembered: ladder.remembered,
    spared: [tools.watchdog.pid()],
  });
  // After the sweep, because a surviving process could still write to the log.
  await follower?.finish();
  if (failures.length > 0) throw failures[0];
  const stillMs = witnesses.stillMs();
  return { cause: ladder.cause ?? 'exited', exit: status, swept, stillMs };
};

/** Tells that the child lives and hands its lines over; nothing when a callback failed at once. */
const startFollowing = (
  { tools, task, child }: { tools: RoomTools; task: ProcessTask; child: ChildIdentity },
  {
    ladder,
    limits,
    witnesses,
    onFailure,
  }: {
    ladder: Ladder;
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
      if (said === 'restricted') ladder.climb('restricted');
      if (said !== 'finished') return;
      limits.finished();
      // Its descendants can be found by ancestry only while it lives.
      ladder.remember();
    });
    task.onStart(child);
    return followFile(task.stdoutPath, tools.buffer, scanner, {
      onLook: limits.looked,
      onFailure,
    });
  } catch (error) {
    onFailure(error);
    return undefined;
  }
};

/** 'stop' climbs the ladder, 'kill' jumps; returns how to stop listening. */
const obeySignals = ({ stop, kill }: ProcessTask, ladder: Ladder): (() => void) => {
  const onStop = (): void => {
    ladder.climb('stopped');
  };
  const onKill = (): void => {
    ladder.kill('stopped');
  };
  stop.addEventListener('abort', onStop);
  kill.addEventListener('abort', onKill);
  return () => {
    stop.removeEventListener('abort', onStop);
    kill.removeEventListener('abort', onKill);
  };
};
