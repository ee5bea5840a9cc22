import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '../../monotonic.ts';
import type { ProcessEntry, ProcessTable } from '../table/process-table.ts';
import { ancestry, findDescendants } from './descendants.ts';

/** However stubborn the processes, the sweep is over after this. */
const SWEEP_LIMIT_MS = 5000;
/**
 * After this time every process is killed as soon as it is found, although it may have started
 * more.
 */
const STOP_LIMIT_MS = 3000;

/** So long a process has to end after its SIGKILL before it counts as one that lives on. */
const LAST_WAIT_MS = 100;

/** On a busy machine there is always some process that ends while it is looked at. */
const UNDECIDED_LOOKS = 5;

/** Whose remains are looked for. */
export interface SweepTarget {
  readonly table: ProcessTable;
  readonly runId: string;
  /** Start time of the child: nothing that was there before is touched. '' if it is not known. */
  readonly floor: string;
  /** The child's own group and session, if the number is certainly still its own. */
  readonly group: number | undefined;
  /** Descendants seen while their ancestry could still be told: pid → start time. */
  readonly remembered: ReadonlyMap<number, string>;
  /** Never touched, like ourselves and our ancestors. */
  readonly spared: readonly number[];
}

/** The result of a sweep; `survivors` are the pids that it could not end within its limit. */
export interface Swept {
  readonly swept: number;
  readonly survivors: readonly number[];
}

/**
 * Ends every process of a run whose child has ended. Processes are stopped first, and killed when a
 * look finds no more: a stopped process starts no other, so a chain of short-lived ones comes to an
 * end.
 */
export const sweep = async (target: SweepTarget): Promise<Swept> => {
  const found = new Map<string, ProcessEntry>();
  const startedMs = monotonicMs();
  let undecidedLooks = 0;
  for (let waitMs = 1; ; waitMs = Math.min(50, waitMs * 2)) {
    const { remains, undecided } = findRemains(target);
    undecidedLooks = undecided && remains.length === 0 ? undecidedLooks + 1 : 0;
    const isClean = remains.length === 0 && (!undecided || undecidedLooks > UNDECIDED_LOOKS);
    const sinceMs = monotonicMs() - startedMs;
    if (isClean) return { swept: found.size, survivors: [] };
    if (sinceMs > SWEEP_LIMIT_MS) {
      return { swept: found.size, survivors: await killLast(target.table, remains) };
    }
    const unknown = remains.filter((entry) => !found.has(keyOf(entry)));
    for (const entry of unknown) {
      if (tryKill(entry.pid, 'SIGSTOP')) found.set(keyOf(entry), entry);
    }
    if (unknown.length > 0 && sinceMs < STOP_LIMIT_MS) continue;
    for (const { pid } of remains) tryKill(pid, 'SIGKILL');
    await pause(waitMs);
  }
};

/** Kills what the last look has stopped, so that nothing stays stopped; the pids of those that live on. */
const killLast = async (
  table: ProcessTable,
  remains: readonly ProcessEntry[],
): Promise<readonly number[]> => {
  for (const { pid } of remains) tryKill(pid, 'SIGKILL');
  await pause(LAST_WAIT_MS);
  return remains.filter((one) => table.isAlive(one.pid, one.startTime)).map(({ pid }) => pid);
};

const keyOf = ({ pid, startTime }: ProcessEntry): string => `${pid} ${startTime}`;

interface Remains {
  readonly remains: readonly ProcessEntry[];
  readonly undecided: boolean;
}

/** One look; the list of all processes is only made when something points to a remnant. */
const findRemains = (target: SweepTarget): Remains => {
  const { table, floor, group } = target;
  // At once: on a busy machine a look takes so long that a chain would grow meanwhile.
  const { pids, undecided } = table.marked(target.runId, floor, (pid) => {
    if (pid !== process.pid && !target.spared.includes(pid)) tryKill(pid, 'SIGSTOP');
  });
  const hasGroup = group !== undefined && tryKill(-group, 0);
  if (pids.length === 0 && !hasGroup && target.remembered.size === 0) {
    return { remains: [], undecided };
  }
  const entries = table.list();
  // A system that lists nothing (no /proc) still knows the group.
  if (entries.length === 0 && hasGroup) tryKill(-group, 'SIGKILL');
  const spared = new Set([...ancestry(entries, process.pid), ...target.spared]);
  const foreign = new Set(
    entries.filter((entry) => spared.has(entry.pid)).map((entry) => entry.sessionId),
  );
  const descendants = findDescendants(
    entries,
    {
      pids: new Set(pids.filter((pid) => !spared.has(pid))),
      remembered: target.remembered,
      sessions: new Set(hasGroup ? [group] : []),
    },
    foreign,
  );
  const remains = descendants.filter(
    (entry) => !spared.has(entry.pid) && table.isNotBefore(entry.startTime, floor),
  );
  return { remains, undecided };
};

/** Whether the signal could be sent; a process that has gone meanwhile is none of our business. */
export const tryKill = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};
