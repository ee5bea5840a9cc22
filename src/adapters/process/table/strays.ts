import { readlinkSync, realpathSync } from 'node:fs';
import { readText } from '../../disk/read-file.ts';
import { isPidInUse } from './pid-in-use.ts';
import { readStat } from './proc-stat.ts';

/** Variables that each process of a person or a service has. */
const KEPT = ['\0PATH=', '\0HOME='];

/**
 * Tests a process without the mark, given its environment between NULs: whether that was cleared
 * (`env -i`) or overwritten by the program's title, the process works in `folder`, is not older than the child,
 * and belongs to no terminal: it, or a process that is gone, began its session.
 */
export const openStrayTest = (folder: string | undefined, notBefore: string): StrayTest => {
  if (folder === undefined || notBefore === '') return () => false;
  const place = realPath(folder);
  return (pid, environment) => {
    if (environment === undefined || KEPT.some((name) => environment.includes(name))) return false;
    const cwd = workingFolder(pid);
    if (cwd !== place && !cwd.startsWith(`${place}/`)) return false;
    // In the middle of an exec a process shows neither environment nor command line.
    if (readText(`/proc/${pid}/cmdline`, 'latin1') === '') return false;
    const stat = readStat(pid);
    if (stat === undefined || stat.isZombie) return false;
    if (Number(stat.startTime) < Number(notBefore)) return false;
    return stat.sessionId === pid || isOver(stat.sessionId);
  };
};

type StrayTest = (pid: number, environment: Buffer | undefined) => boolean;

/** hidepid hides the processes of other users. */
const isOver = (pid: number): boolean => readStat(pid)?.isZombie ?? !isPidInUse(pid);

const realPath = (folder: string): string => {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
};

/** '' if it is gone, or another user's. */
const workingFolder = (pid: number): string => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
  } catch {
    return '';
  }
};
