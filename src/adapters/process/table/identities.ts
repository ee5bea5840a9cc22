import type { ChildIdentity } from '../../../app/ports/process.ts';
import { openProcessTable } from './open-process-table.ts';
import type { ProcessTable } from './process-table.ts';

/** This process, and whether the process of an identity still lives. */
export function identitiesIn(table: ProcessTable) {
  return {
    self: (): ChildIdentity => ({ pid: process.pid, startTime: table.startTime(process.pid) }),
    isAlive: ({ pid, startTime }: ChildIdentity): boolean => table.isAlive(pid, startTime),
  };
}

/** `identitiesIn` of this system's process table. */
export const identitiesHere = () => identitiesIn(openProcessTable(process.platform));
