import type { ChildIdentity } from '../../../app/ports/process.ts';
import { findDescendants } from '../sweep/descendants.ts';
import type { ProcessTable } from '../table/process-table.ts';

/** The child, by identity and by mark. */
export interface WatchedChild {
  readonly child: ChildIdentity;
  readonly runId: string;
}

/**
 * The CPU time, in milliseconds, that the child, its descendants and the processes with the run's
 * mark have used so far. It falls when a process ends that its parent did not wait for.
 */
export const cpuOfRun = (table: ProcessTable, { child, runId }: WatchedChild): number => {
  // Of its descendants none is older: the others, on most machines nearly all, need no second read.
  const young = table.list().filter((one) => table.isNotBefore(one.startTime, child.startTime));
  const marked = young.filter(({ pid }) => table.hasMark(pid, runId));
  const seeds = {
    pids: new Set([child.pid, ...marked.map(({ pid }) => pid)]),
    remembered: new Map<number, string>(),
    sessions: new Set([child.pid]),
  };
  const descendants = findDescendants(young, seeds, new Set());
  return descendants.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
};
