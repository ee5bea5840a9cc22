import { fingerprint } from '../../../domain/text/fingerprint.ts';
import { readText } from '../../disk/read-file.ts';

/** Above each limit that a person would set. */
const LEAST = 2 ** 48;

/**
 * The second mark of a run: a soft limit of file locks that its child gets. All that the child starts inherits it, and
 * `env -i`, a title over the environment and a second fork do not remove it. Linux has not enforced this
 * limit since 2.4.25 (RLIMIT_LOCKS in setrlimit(2)).
 */
export function lockLimitOf(runId: string): number {
  return LEAST + Number.parseInt(fingerprint(runId).slice(0, 12), 16);
}

/** Whether a process has that soft limit, from `/proc/<pid>/limits`: the name in 25 columns, a blank, the number. */
export function hasLockLimit(pid: number, limit: number): boolean {
  return readText(`/proc/${pid}/limits`, 'latin1').includes(
    `\nMax file locks            ${limit} `,
  );
}
