import type { ChildIdentity } from '../../../app/ports/process.ts';
import { findDescendants } from '../sweep/descendants.ts';
import type { ProcessTable } from '../table/process-table.ts';

/** The child, by identity and by mark. */
export interface WatchedChild {
  readonly child: ChildIdentity;
  readonly runId: string;
}

/** Reads how much CPU a run uses. */
export interface CpuWitness {
  /**
   * The CPU time, in milliseconds, that the child, its descendants and the processes with the run's
   * mark have used so far. It falls when a process ends that its parent did not wait for.
   */
  readonly usedMs: () => number;
  /** The next look reads all processes: a pid of a stranger may be that of another process by now. */
  readonly forget: () => void;
}

/** A process that does not belong to the run never will: it is read once, and skipped as long as its pid is there. */
export function openCpuWitness(table: ProcessTable, { child, runId }: WatchedChild): CpuWitness {
  let strangers: ReadonlySet<number> = new Set();
  return {
    usedMs: () => {
      const { pids, entries } = table.listBut(strangers);
      // Of its descendants none is older.
      const young = entries.filter((one) => table.isNotBefore(one.startTime, child.startTime));
      const marked = young.filter(({ pid }) => table.hasMark(pid, runId));
      const seeds = {
        pids: new Set([child.pid, ...marked.map(({ pid }) => pid)]),
        remembered: new Map<number, string>(),
        sessions: new Set([child.pid]),
      };
      const descendants = findDescendants(young, seeds, new Set());
      const ours = new Set(descendants.map(({ pid }) => pid));
      strangers = new Set(pids.filter((pid) => !ours.has(pid)));
      return descendants.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    },
    forget: () => {
      strangers = new Set();
    },
  };
}
