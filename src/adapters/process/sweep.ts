import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '../monotonic.ts';
import { ancestry, findKin } from './kin.ts';
import type { ProcessEntry, ProcessTable } from './process-table.ts';

/** However stubborn the processes, the sweep is over after this. */
const SWEEP_LIMIT_MS = 5000;

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

/** What a sweep did; `survivors` could not be ended within the limit. */
export interface Swept {
  readonly swept: number;
  readonly survivors: number;
}

/** Kills every process of a run whose child is over, again and again until none is found. */
export const sweep = async (target: SweepTarget): Promise<Swept> => {
  const ended = new Set<string>();
  const deadline = monotonicMs() + SWEEP_LIMIT_MS;
  let undecidedLooks = 0;
  for (let waitMs = 1; ; waitMs = Math.min(50, waitMs * 2)) {
    const { remains, undecided } = findRemains(target);
    for (const { pid, startTime } of remains) {
      if (tryKill(pid, 'SIGKILL')) ended.add(`${pid} ${startTime}`);
    }
    undecidedLooks += undecided ? 1 : 0;
    const isClean = remains.length === 0 && (!undecided || undecidedLooks > 5);
    if (isClean || monotonicMs() > deadline) {
      return { swept: ended.size, survivors: remains.length };
    }
    await pause(waitMs);
  }
};

interface Remains {
  readonly remains: readonly ProcessEntry[];
  readonly undecided: boolean;
}

/** One look; the list of all processes is only made when something points to a remnant. */
const findRemains = (target: SweepTarget): Remains => {
  const { table, floor, group } = target;
  const { pids, undecided } = table.marked(target.runId, floor);
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
  const kin = findKin(
    entries,
    {
      pids: new Set(pids.filter((pid) => !spared.has(pid))),
      remembered: target.remembered,
      sessions: new Set(hasGroup ? [group] : []),
    },
    foreign,
  );
  const remains = kin.filter(
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
