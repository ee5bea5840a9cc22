import { readText } from '../../disk/read-file.ts';
import type { ProcessEntry } from './process-table.ts';

/** PF_KTHREAD of the kernel's process flags. */
const KERNEL_THREAD = 0x20_00_00;

/** `/proc` counts in USER_HZ, which is 100 on every Linux that Node runs on. */
export const TICK_MS = 10;

/** What `/proc/<pid>/stat` says of a process. */
export interface ProcStat extends ProcessEntry {
  /** The program's short name; untrusted text. */
  readonly command: string;
  readonly isZombie: boolean;
  readonly isKernelThread: boolean;
  /** Whether it has a controlling terminal. */
  readonly hasTerminal: boolean;
}

/** proc(5). Field 2 is the name in brackets and may hold brackets and spaces; the rest is plain. */
export const readStat = (pid: number): ProcStat | undefined => {
  const text = readText(`/proc/${pid}/stat`, 'latin1');
  if (text === '') return undefined;
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  return {
    pid,
    command: text.slice(text.indexOf('(') + 1, end),
    isZombie: fields[0] === 'Z' || fields[0] === 'X',
    parentPid: Number(fields[1]),
    sessionId: Number(fields[3]),
    hasTerminal: fields[4] !== '0',
    startTime: fields[19] ?? '',
    // utime, stime, cutime, cstime (fields 14 to 17).
    cpuMs: fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS,
    isKernelThread: (Number(fields[6]) & KERNEL_THREAD) !== 0,
  };
};
