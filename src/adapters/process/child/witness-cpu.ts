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
  const { pids } = table.marked(runId, child.startTime);
  const seeds = {
    pids: new Set([child.pid, ...pids]),
    remembered: new Map<number, string>(),
    sessions: new Set([child.pid]),
  };
  const descendants = findDescendants(table.list(), seeds, new Set());
  return descendants.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
};
