import { lastBeat } from '../../../adapters/liveness/last-beat.ts';
import { openProcessTable } from '../../../adapters/process/table/open-process-table.ts';
import { openLeases } from '../../../adapters/session/lease/leases.ts';
import type { Leases } from '../../../app/ports/session/lease.ts';

/** The leases in a folder, without access to processes. */
export function leasesIn(folder: string, stop: AbortSignal): Leases {
  const table = openProcessTable(process.platform);
  return openLeases(
    folder,
    {
      isAlive: ({ pid, startTime }) => table.isAlive(pid, startTime),
      self: () => ({ pid: process.pid, startTime: table.startTime(process.pid) }),
      lastBeat: () => lastBeat(folder),
    },
    stop,
  );
}
