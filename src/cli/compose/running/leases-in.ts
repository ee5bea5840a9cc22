import { lastBeat } from '../../../adapters/liveness/last-beat.ts';
import { identitiesHere } from '../../../adapters/process/table/identities.ts';
import { processWarning } from '../../../adapters/process/table/open-process-table.ts';
import { openLeases } from '../../../adapters/session/lease/leases.ts';
import type { OwnFolders } from '../../../adapters/session/own-folders.ts';
import type { Leases } from '../../../app/ports/session/lease.ts';

/** The leases in a folder, without access to processes. `own`: the folders of a session that is held. */
export function leasesIn(folder: string, stop: AbortSignal, own?: OwnFolders): Leases {
  const processes = {
    ...identitiesHere(),
    lastBeat: () => lastBeat(folder),
  };
  return openLeases(folder, processes, stop, own);
}

/** Whether a process may hold the folder of these leases; a lease that cannot be read may be held. */
export function mayBeHeld(leases: Leases): boolean {
  try {
    return leases.holder() !== undefined;
  } catch {
    return true;
  }
}

/** The warning that this system does not show its processes; none where it does. */
export function hiddenProcesses(): readonly string[] {
  return [processWarning(process.platform)].filter((text) => text !== undefined);
}
