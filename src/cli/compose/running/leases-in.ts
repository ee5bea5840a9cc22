import { lastBeat } from '../../../adapters/liveness/last-beat.ts';
import {
  openProcessTable,
  processWarning,
} from '../../../adapters/process/table/open-process-table.ts';
import { openLeases } from '../../../adapters/session/lease/leases.ts';
import type { OwnFolders } from '../../../adapters/session/own-folders.ts';
import type { Leases } from '../../../app/ports/session/lease.ts';

/** The leases in a folder, without access to processes. `own`: the folders of a session that is held. */
export function leasesIn(folder: string, stop: AbortSignal, own?: OwnFolders): Leases {
  const table = openProcessTable(process.platform);
  const processes = {
    isAlive: ({ pid, startTime }: { readonly pid: number; readonly startTime: string }) =>
      table.isAlive(pid, startTime),
    self: () => ({ pid: process.pid, startTime: table.startTime(process.pid) }),
    lastBeat: () => lastBeat(folder),
  };
  return openLeases(folder, processes, stop, own);
}

/** The warning that this system does not show its processes; none where it does. */
export function hiddenProcesses(): readonly string[] {
  return [processWarning(process.platform)].filter((text) => text !== undefined);
}
