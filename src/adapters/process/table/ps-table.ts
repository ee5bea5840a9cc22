import { spawnSync } from 'node:child_process';
import { isPidInUse } from './pid-in-use.ts';
import type { ProcessEntry, ProcessTable } from './process-table.ts';

/** Start times are written as the system's locale and time zone say; these never change. */
const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/bin:/usr/bin:/usr/sbin:/sbin' };
const LIMITS = { timeout: 5000, maxBuffer: 16 * 1024 * 1024 };

/** The process table where there is no /proc (macOS): `ps`, a few milliseconds a call. */
export const psTable = (): ProcessTable => ({
  mayHaveChildren: () => true,
  startTime: (pid) => parse(ps('-p', String(pid)))[0]?.startTime ?? '',
  isAlive: (pid, startTime) =>
    startTime === ''
      ? isPidInUse(pid)
      : parse(ps('-p', String(pid))).some(
          (entry) => !entry.isZombie && entry.startTime === startTime,
        ),
  list: listAll,
  listBut: (known) => {
    const entries = listAll();
    const pids = entries.map(({ pid }) => pid);
    return { pids, entries: entries.filter(({ pid }) => !known.has(pid)) };
  },
  hasMark: () => false,
  marked: () => ({ pids: [], undecided: false }),
  isNotBefore: (startTime, other) =>
    other === '' || Date.parse(`${startTime} UTC`) >= Date.parse(`${other} UTC`),
});

const listAll = (): readonly ProcessEntry[] => parse(ps('-ax')).filter((entry) => !entry.isZombie);

/** Nothing where there is no `ps`, or one that does not know these columns. */
const ps = (...selection: readonly string[]): string => {
  const columns = 'pid=,ppid=,pgid=,stat=,time=,lstart=';
  const options = { encoding: 'utf8', env: ENVIRONMENT, ...LIMITS } as const;
  const { error, stdout } = spawnSync('ps', [...selection, '-o', columns], options);
  return error === undefined ? stdout : '';
};

const parse = (text: string): readonly (ProcessEntry & { readonly isZombie: boolean })[] =>
  text.split('\n').flatMap((line) => {
    const [, pid, parentPid, group, state, time = '', startTime] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (startTime === undefined) return [];
    const isZombie = state?.startsWith('Z') === true;
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        sessionId: Number(group),
        startTime,
        cpuMs: cpuMs(time),
        isZombie,
      },
    ];
  });

/** `[DD-]HH:MM:SS`, or `MM:SS.hh` on macOS. */
const cpuMs = (time: string): number => {
  const [clock = '', days = '0'] = time.split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1000);
};
