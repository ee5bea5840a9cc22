import { statSync } from 'node:fs';
import type { ProcessTask } from '../../../app/ports/process.ts';
import { stillMs, type Witnesses } from '../../../domain/provider/silence.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { ProcessTable } from '../table/process-table.ts';
import { type CpuWitness, openCpuWitness, type WatchedChild } from './witness-cpu.ts';
import { foldersFingerprint } from './witness-files.ts';

/** Several looks fit into the time after which a still child is ended. */
const LOOKS_PER_IDLE = 4;
/** From its third look on a silence is looked at so many times less often. */
const LATER = 2;
const SHORTEST_LOOK_MS = 250;
/**
 * A CLI that only waits still turns its event loop: less CPU than this is no sign of life. Measured on a
 * request without an answer: Claude 2.1.330 uses 0.3 % of a core, Codex 0.169.0 0.2 %.
 */
const IDLE_CPU_SHARE = 0.01;
const IDLE_CPU_MS = 20;

/** Watches whether a child that says nothing is alive. */
export interface WitnessWatch {
  /** An event came. */
  readonly spoke: () => void;
  /** For how long nothing had moved when it was ended for that. */
  readonly stillMs: () => number | undefined;
  close(): void;
}

export interface WitnessOptions {
  readonly task: ProcessTask;
  readonly watched: WatchedChild;
  readonly table: ProcessTable;
  /** Nothing has moved for the task's `idleTimeoutMs`. */
  readonly onIdle: () => void;
  /** A callback threw: a bug of ours. */
  readonly onFailure: (error: unknown) => void;
}

/** What one look saw. */
interface Sample {
  readonly atMs: number;
  readonly logBytes: number;
  readonly cpuMs: number;
  readonly files: string;
}

/** One silence: what its first and its last look saw, and when each witness last moved. */
interface Silence {
  readonly first: Sample;
  readonly last: Sample;
  readonly logAtMs: number;
  readonly cpuAtMs: number;
  readonly filesAtMs: number;
}

/** Does nothing at all for a task that asks for nothing. */
export const watchWitnesses = (options: WitnessOptions): WitnessWatch => {
  const { task, onFailure } = options;
  const { idleTimeoutMs, onQuiet } = task;
  const lookMs = lookDistance(task, task.lookMs);
  const rareLookMs = lookDistance(task, LATER * task.lookMs);
  const cpu = openCpuWitness(options.table, options.watched);
  let spokeAtMs = monotonicMs();
  let silence: Silence | undefined;
  let ended: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** For how long nothing has moved. */
  const look = (): number => {
    const now = trySight(task, cpu);
    if (now === undefined) return 0;
    silence = silence === undefined ? beginSilence(now, spokeAtMs) : goOn(silence, now);
    const witnesses = witnessesOf(silence, spokeAtMs);
    onQuiet?.(witnesses);
    // The time before the first look was not observed: it does not count towards the idle timeout.
    return Math.min(stillMs(witnesses), now.atMs - silence.first.atMs);
  };

  const lookForEnd = (): void => {
    const isIdle = (stillMs: number): boolean =>
      idleTimeoutMs !== undefined && stillMs >= idleTimeoutMs && ended === undefined;
    if (!isIdle(look())) return;
    cpu.forget();
    const still = look();
    if (!isIdle(still)) return;
    ended = still;
    options.onIdle();
  };

  const onTime = (): void => {
    try {
      if (monotonicMs() - spokeAtMs >= lookMs) lookForEnd();
      const quietMs = monotonicMs() - spokeAtMs;
      if (quietMs < lookMs) timer = setTimeout(onTime, lookMs - quietMs);
      else timer = setTimeout(onTime, quietMs < LATER * lookMs ? lookMs : rareLookMs);
    } catch (error) {
      onFailure(error);
    }
  };
  if (idleTimeoutMs !== undefined || onQuiet !== undefined) timer = setTimeout(onTime, lookMs);

  return {
    spoke: () => {
      spokeAtMs = monotonicMs();
      silence = undefined;
    },
    stillMs: () => ended,
    close: () => {
      clearTimeout(timer);
    },
  };
};

const lookDistance = ({ idleTimeoutMs = Infinity }: ProcessTask, lookMs: number): number =>
  Math.min(lookMs, Math.max(SHORTEST_LOOK_MS, idleTimeoutMs / LOOKS_PER_IDLE));

/** Nothing when the system does not tell: a look less is no harm. */
const trySight = (task: ProcessTask, cpu: CpuWitness): Sample | undefined => {
  try {
    return {
      atMs: monotonicMs(),
      logBytes: sizeOf(task.stdoutPath) + sizeOf(task.stderrPath),
      cpuMs: cpu.usedMs(),
      files: foldersFingerprint(task.lifeFolders),
    };
  } catch {
    return undefined;
  }
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const beginSilence = (now: Sample, spokeAtMs: number): Silence => ({
  first: now,
  last: now,
  ...{ logAtMs: spokeAtMs, cpuAtMs: spokeAtMs, filesAtMs: spokeAtMs },
});

const goOn = (silence: Silence, now: Sample): Silence => {
  const { last } = silence;
  const idleCpuMs = Math.max(IDLE_CPU_MS, IDLE_CPU_SHARE * (now.atMs - last.atMs));
  return {
    first: silence.first,
    last: now,
    logAtMs: now.logBytes === last.logBytes ? silence.logAtMs : now.atMs,
    // A sum that fell is life, too: something ended.
    cpuAtMs: Math.abs(now.cpuMs - last.cpuMs) <= idleCpuMs ? silence.cpuAtMs : now.atMs,
    filesAtMs: now.files === last.files ? silence.filesAtMs : now.atMs,
  };
};

const witnessesOf = (silence: Silence, spokeAtMs: number): Witnesses => {
  const { first, last } = silence;
  return {
    eventMs: last.atMs - spokeAtMs,
    logMs: last.atMs - silence.logAtMs,
    cpuMs: last.atMs - silence.cpuAtMs,
    filesMs: last.atMs - silence.filesAtMs,
    logBytes: Math.max(0, last.logBytes - first.logBytes),
    cpuSpentMs: Math.max(0, last.cpuMs - first.cpuMs),
  };
};
