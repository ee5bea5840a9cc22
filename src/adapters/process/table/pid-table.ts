import { isPidInUse } from './pid-in-use.ts';
import type { ProcessTable } from './process-table.ts';

/** All that a system tells without /proc and `ps`: whether a pid is in use. It lists no process. */
export const pidTable = (): ProcessTable => ({
  startTime: () => '',
  isAlive: isPidInUse,
  mayHaveChildren: () => true,
  list: () => [],
  listBut: () => ({ pids: [], entries: [] }),
  hasMark: () => false,
  marked: () => ({ pids: [], undecided: false }),
  isNotBefore: () => true,
});
