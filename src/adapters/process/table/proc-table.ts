import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { monotonicMs } from '../../monotonic.ts';
import { hasLockLimit, lockLimitOf } from './lock-limit.ts';
import { isPidInUse, isPidOfAnother } from './pid-in-use.ts';
import { readStat } from './proc-stat.ts';
import { MARK_NAME, type ProcessEntry, type ProcessTable } from './process-table.ts';

/** Within so long no pid is given out twice: that takes tens of thousands of forks. */
const KNOWN_FOR_MS = 1000;

/** The process table of Linux, synchronous: about 10 µs a process. */
export const procTable = (): ProcessTable => {
  const environ = environReader();
  return {
    startTime: (pid) => readStat(pid)?.startTime ?? '',
    isAlive: (pid, startTime) => {
      if (startTime === '') return isPidInUse(pid);
      const stat = readStat(pid);
      // hidepid hides the processes of other users.
      if (stat === undefined) return isPidOfAnother(pid);
      return !stat.isZombie && stat.startTime === startTime;
    },
    mayHaveChildren,
    list: () => entriesOf(pids()),
    listBut: (known) => {
      const all = pids();
      return { pids: all, entries: entriesOf(all.filter((pid) => !known.has(pid))) };
    },
    hasMark: (pid, runId) => environ(pid)?.includes(markOf(runId)) === true,
    marked: markSearch(environ),
    isNotBefore,
  };
};

const entriesOf = (some: readonly number[]): readonly ProcessEntry[] =>
  some.flatMap((pid) => {
    const stat = readStat(pid);
    return stat?.isZombie === false ? [stat] : [];
  });

/** What every process has that was not started by `env -i`, and wrote nothing over its environment. */
const USUAL = ['\0PATH=', '\0HOME='];

const lacksUsual = (environment: Buffer): boolean =>
  !USUAL.every((name) => environment.includes(name));

const markOf = (runId: string): Buffer => Buffer.from(`\0${MARK_NAME}=${runId}\0`);

/** Finds the processes with the mark of a run in their environment, or with its limit where they lost that. */
const markSearch = (environ: EnvironReader): ProcessTable['marked'] => {
  const withoutEnvironment = openEmptyTest();
  /** Who was there at the last look for a mark, and had none. */
  let strangers = { runId: '', atMs: 0, pids: new Set<number>() };
  return (runId, notBefore, onFound) => {
    const [mark, limit] = [markOf(runId), lockLimitOf(runId)];
    const found: number[] = [];
    let undecided = false;
    const atMs = monotonicMs();
    const isRecent = strangers.runId === runId && atMs - strangers.atMs < KNOWN_FOR_MS;
    const known = isRecent ? strangers.pids : new Set<number>();
    const unmarked = new Set<number>();
    for (const pid of pids()) {
      if (known.has(pid)) {
        unmarked.add(pid);
        continue;
      }
      const environment = environ(pid);
      const isEmpty = environment === undefined || environment.length <= 2;
      const what = isEmpty ? withoutEnvironment(pid, notBefore) : 'other';
      const mayHaveLimit = isEmpty ? what === 'in exec' : lacksUsual(environment);
      if (environment?.includes(mark) === true || (mayHaveLimit && hasLockLimit(pid, limit))) {
        onFound?.(pid);
        found.push(pid);
        continue;
      }
      // In the middle of an exec a process shows no environment. One that ended during the look may
      // have started another, which the look then missed.
      if (what !== 'other') undecided = true;
      if (what !== 'in exec') unmarked.add(pid);
    }
    strangers = { runId, atMs, pids: unmarked };
    return { pids: found, undecided };
  };
};

/** Classifies processes whose environment is empty or not readable. */
const openEmptyTest = () => {
  // Their environment is empty for ever, which would look like a process in the middle of an exec.
  const kernelThreads = new Set<number>();
  return (pid: number, notBefore: string): 'other' | 'in exec' | 'over' => {
    if (kernelThreads.has(pid)) return 'other';
    const stat = readStat(pid);
    if (stat === undefined) return isPidInUse(pid) ? 'other' : 'over';
    if (stat.isKernelThread) kernelThreads.add(pid);
    if (stat.isKernelThread || !isNotBefore(stat.startTime, notBefore)) return 'other';
    return stat.isZombie ? 'over' : 'in exec';
  };
};

/** From `/proc/<pid>/task/<tid>/children`, which a kernel may lack. */
const mayHaveChildren = (pid: number): boolean => {
  let threads: readonly string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return false; // It is gone, and its children have another parent by now.
  }
  try {
    return threads.some(
      (thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8') !== '',
    );
  } catch {
    return true;
  }
};

const isNotBefore = (startTime: string, other: string): boolean =>
  other === '' || Number(startTime) >= Number(other);

const pids = (): readonly number[] =>
  readdirSync('/proc').flatMap((name) => {
    const first = name.charCodeAt(0);
    return first >= 48 && first <= 57 ? [Number(name)] : [];
  });

type EnvironReader = (pid: number) => Buffer | undefined;

/** Reads an environment between two NULs, so that every variable is between NULs. */
const environReader = (): EnvironReader => {
  let buffer = Buffer.alloc(64 * 1024);
  return (pid) => {
    let descriptor: number;
    try {
      descriptor = openSync(`/proc/${pid}/environ`, 'r');
    } catch {
      return undefined;
    }
    try {
      let end = 1;
      for (;;) {
        if (end + 2 > buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
        const bytes = readSync(descriptor, buffer, end, buffer.length - end - 1, null);
        if (bytes === 0) break;
        end += bytes;
      }
      buffer[end] = 0;
      return buffer.subarray(0, end + 1);
    } catch {
      return undefined;
    } finally {
      closeSync(descriptor);
    }
  };
};
