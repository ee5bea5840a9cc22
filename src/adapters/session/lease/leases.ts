import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildIdentity } from '../../../app/ports/process.ts';
import { type Beat, type Holder, type Leases } from '../../../app/ports/session/lease.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Acquired } from '../../disk/lock.ts';
import { acquireInTurn } from '../../disk/lock-in-turn.ts';
import { HASTY_MS } from '../../grace.ts';
import { monotonicMs } from '../../monotonic.ts';
import { randomId } from '../../random-id.ts';
import type { OwnFolders } from '../own-folders.ts';
import { isHolderDead } from './holder-life.ts';
import { type HolderRecord, sessionLock } from './holder-record.ts';
import { leaseOf } from './lease.ts';
import { isVisible, type Machine, machineIdentity } from './machine.ts';

/**
 * The facts about processes that the lease needs: from the process room, and the last heartbeat in
 * the session.
 */
export interface Processes {
  isAlive(process: ChildIdentity): boolean;
  self(): ChildIdentity;
  lastBeat(): Beat | undefined;
}

const WRITE_WAIT_MS = 5000;
const WRITE_LOOK_MS = 20;

type Take = (path: string, me: HolderRecord, force: boolean) => Acquired<HolderRecord>;

/**
 * The lease of one session (`.run/lease.json`) and the short write lock next to it. `isHolderDead`
 * tells when they are taken over. The heartbeat is the sign of life of a run; for a lock and a
 * claim, which are held for milliseconds, it is the time of the file. After `stop` the lock is
 * waited for only briefly.
 */
export function openLeases(
  sessionPath: string,
  processes: Processes,
  stop: AbortSignal,
  folders?: Pick<OwnFolders, 'keep'>,
): Leases {
  const leasePath = leasePathOf(sessionPath);
  const lockPath = join(sessionPath, '.run', 'write.json');
  const isDead = (holder: HolderRecord | 'unreadable', file: string): boolean =>
    holder === 'unreadable' ||
    isHolderDead(holder, machineIdentity(), {
      isAlive: (process) => processes.isAlive(process),
      lastSeenAt: () => (file === leasePath ? beatOf(holder, processes) : changedAt(file)),
      now: Date.now(),
    });
  const toHolder = (record: HolderRecord): Holder => holderOf(record, machineIdentity(), processes);
  const newRecord = (id: string): HolderRecord => recordOf(id, processes.self(), machineIdentity());
  const take: Take = (path, me, force) => acquireInTurn(sessionLock, { path, me, isDead, force });

  return {
    acquire: (run, force) => {
      const me = newRecord(run);
      const result = take(leasePath, me, force);
      if (result.kind === 'acquired') {
        if (force) breakLock(lockPath, newRecord(randomId()), take);
        const { stale } = result;
        const dead = stale === undefined ? undefined : staleOf(toHolder(stale));
        return leaseOf(leasePath, { first: me, stale: dead, folders });
      }
      const holder = result.kind === 'held' ? result.holder : sessionLock.read(leasePath);
      if (typeof holder === 'object') return { holder: toHolder(holder) };
      throw new UserError(`${leasePath} cannot be taken`, { hint: 'try again', exitCode: 6 });
    },
    holder: () => {
      const holder = sessionLock.read(leasePath);
      return typeof holder === 'object' && !isDead(holder, leasePath)
        ? toHolder(holder)
        : undefined;
    },
    exclusively: async (work) => {
      const me = newRecord(randomId());
      await takeWriteLock(() => take(lockPath, me, false), lockPath, stop);
      try {
        return work();
      } finally {
        sessionLock.release(lockPath, me.id);
      }
    },
  };
}

function recordOf(id: string, { pid, startTime }: ChildIdentity, machine: Machine): HolderRecord {
  const since = new Date().toISOString();
  const idle = { busy: false, child: null, sleepsUntil: null, sleepsFor: null };
  return { v: 1, id, pid, startTime, ...machine, since, ...idle };
}

/** Waits for the lock, only briefly after `stop`; throws when another command keeps it. */
async function takeWriteLock(
  take: () => Acquired<HolderRecord>,
  path: string,
  stop: AbortSignal,
): Promise<void> {
  const startedMs = monotonicMs();
  while (take().kind !== 'acquired') {
    const limitMs = stop.aborted ? HASTY_MS : WRITE_WAIT_MS;
    if (monotonicMs() - startedMs > limitMs) throw lockHeld(path);
    await new Promise((resolve) => setTimeout(resolve, WRITE_LOOK_MS));
  }
}

function leasePathOf(sessionPath: string): string {
  return join(sessionPath, '.run', 'lease.json');
}

/** Who takes the session from another host takes the lock that died there, too. */
function breakLock(path: string, me: HolderRecord, take: Take): void {
  if (sessionLock.read(path) === 'missing') return;
  if (take(path, me, true).kind === 'acquired') sessionLock.release(path, me.id);
}

function lockHeld(path: string): UserError {
  const holder = sessionLock.read(path);
  const who = typeof holder === 'object' ? ` (pid ${holder.pid} on ${holder.host})` : '';
  return new UserError(`another samocode command${who} is writing to this session`, {
    hint: `try again in a moment; if it died on another machine: samocode run --force, or ${joinShellWords(['rm', path])}`,
    exitCode: 6,
  });
}

function holderOf(
  record: HolderRecord,
  here: Machine,
  processes: Pick<Processes, 'lastBeat'>,
): Holder {
  return {
    run: record.id,
    process: { pid: record.pid, startTime: record.startTime },
    host: record.host,
    since: record.since,
    busy: record.busy,
    child: record.child ?? undefined,
    sleepsUntil: record.sleepsUntil ?? undefined,
    sleepsFor: record.sleepsFor ?? undefined,
    isVisible: isVisible(here, record),
    seenAt: beatOf(record, processes),
  };
}

/** A pid of another boot or container names another process here. */
function staleOf(holder: Holder): Holder {
  return holder.isVisible ? holder : { ...holder, child: undefined };
}

/** The last beat of that run; a beat of another run says nothing of it. */
function beatOf({ id }: HolderRecord, processes: Pick<Processes, 'lastBeat'>): number | undefined {
  const beat = processes.lastBeat();
  return beat?.run === id ? beat.at : undefined;
}

function changedAt(file: string): number | undefined {
  return lstatSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
