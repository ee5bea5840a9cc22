import { processWarning } from '../../../adapters/process/table/open-process-table.ts';

/** The warning that this system does not show its processes; none where it does. */
export function hiddenProcesses(): readonly string[] {
  const warning = processWarning(process.platform);
  return warning === undefined ? [] : [warning];
}
