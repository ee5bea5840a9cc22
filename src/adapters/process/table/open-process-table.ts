import { readText } from '../../disk/read-file.ts';
import { pidTable } from './pid-table.ts';
import { procTable } from './proc-table.ts';
import type { ProcessTable } from './process-table.ts';
import { psTable } from './ps-table.ts';

/**
 * Linux reads /proc; every other system asks `ps`, and knows no marks. A Linux without /proc (a chroot,
 * a container) asks `ps` as well; where `ps` needs /proc itself, only pids are left.
 */
export const openProcessTable = (platform: NodeJS.Platform): ProcessTable => {
  if (platform !== 'linux') return psTable();
  if (hasProc()) return procTable();
  const table = psTable();
  return table.startTime(process.pid) === '' ? pidTable() : table;
};

/** The warning about a system that hides its processes; undefined for other systems. */
export const processWarning = (platform: NodeJS.Platform): string | undefined =>
  platform !== 'linux' || hasProc()
    ? undefined
    : 'there is no /proc here: a run is known by its pid only, and a process that an agent leaves behind may live on (mount -t proc proc /proc)';

const hasProc = (): boolean => readText(`/proc/${process.pid}/stat`) !== '';
