import type { ChildIdentity } from '../../../app/ports/process.ts';
import { findKin } from '../sweep/kin.ts';
import type { ProcessTable } from '../table/process-table.ts';

/** The child, by identity and by mark. */
export interface WatchedChild {
  readonly child: ChildIdentity;
  readonly runId: string;
}

/**
 * CPU that the child, what descends from it and what carries the run's mark has used so far, in
 * milliseconds. It falls when a process that nobody waited for ends.
 */
export const cpuOfRun = (table: ProcessTable, { child, runId }: WatchedChild): number => {
  const { pids } = table.marked(runId, child.startTime);
  const seeds = {
    pids: new Set([child.pid, ...pids]),
    remembered: new Map<number, string>(),
    sessions: new Set([child.pid]),
  };
  const kin = findKin(table.list(), seeds, new Set());
  return kin.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
};
