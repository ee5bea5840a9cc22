import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { monotonicMs } from '../monotonic.ts';
import { randomId } from '../random-id.ts';
import type { ChildIdentity, Holder, Lease, Leases } from '../../app/ports.ts';
import { UserError } from '../../domain/user-error.ts';
import {
  acquire,
  readHolder,
  release,
  replaceHolder,
  type Acquired,
  type HolderRecord,
} from './exclusive.ts';

/** What the lease needs to know of processes; the process room's. */
export interface Processes {
  isAlive(process: ChildIdentity): boolean;
  self(): ChildIdentity;
}

/** A taker that has claimed needs a moment, and a sync of the disk, until its lease stands. */
const RACE_LIMIT = 200;
const RACE_PAUSE_MS = 2;
const WRITE_WAIT_MS = 5000;
const WRITE_LOOK_MS = 20;

type Take = (path: string, me: HolderRecord, force: boolean) => Acquired;

/**
 * The lease of one session (`.run/lease.json`) and the short write lock beside it. A holder is dead
 * only if that can be proved here: same host, same pid namespace, and no such process, or another
 * boot of this host.
 */
export function openLeases(sessionPath: string, processes: Processes): Leases {
  const leasePath = leasePathOf(sessionPath);
  const lockPath = join(sessionPath, '.run', 'write.json');
  const machine = machineIdentity();
  const isDead = (holder: HolderRecord): boolean => isDeadOn(machine, holder, processes);
  const newRecord = (id: string): HolderRecord => {
    const { pid, startTime } = processes.self();
    const since = new Date().toISOString();
    return {
      v: 1,
      id,
      pid,
      startTime,
      ...machine,
      since,
      busy: false,
      child: null,
      sleepsUntil: null,
    };
  };
  const take: Take = (path, me, force) => {
    for (let race = 0; race < RACE_LIMIT; race += 1) {
      const result = acquire({ path, me, isDead, force });
      if (result.kind !== 'raced') return result;
      if (race > 0) pause(RACE_PAUSE_MS);
    }
    return { kind: 'raced' };
  };

  return {
    acquire: (run, force) => {
      const me = newRecord(run);
      const result = take(leasePath, me, force);
      if (result.kind === 'acquired') {
        if (force) breakLock(lockPath, newRecord(randomId()), take);
        return leaseOf(leasePath, me, result.stale);
      }
      const holder = result.kind === 'held' ? result.holder : readHolder(leasePath);
      if (typeof holder === 'object') return { holder: toHolder(holder) };
      throw new UserError(`${leasePath} cannot be taken`, { hint: 'try again', exitCode: 6 });
    },
    holder: () => {
      const holder = readHolder(leasePath);
      return typeof holder === 'object' && !isDead(holder) ? toHolder(holder) : undefined;
    },
    exclusively: async (work) => {
      const me = newRecord(randomId());
      const until = monotonicMs() + WRITE_WAIT_MS;
      while (take(lockPath, me, false).kind !== 'acquired') {
        if (monotonicMs() > until) throw lockHeld(lockPath);
        await new Promise((resolve) => setTimeout(resolve, WRITE_LOOK_MS));
      }
      try {
        return work();
      } finally {
        release(lockPath, me.id);
      }
    },
  };
}

function leasePathOf(sessionPath: string): string {
  return join(sessionPath, '.run', 'lease.json');
}

/** Who takes the session from another host takes the lock that died there, too. */
function breakLock(path: string, me: HolderRecord, take: Take): void {
  if (readHolder(path) === 'missing') return;
  if (take(path, me, true).kind === 'acquired') release(path, me.id);
}

function lockHeld(path: string): UserError {
  const holder = readHolder(path);
  const who = typeof holder === 'object' ? ` (pid ${holder.pid} on ${holder.host})` : '';
  return new UserError(`another samocode command${who} is writing to this session`, {
    hint: `try again in a moment; if it died on another machine: samocode run --force, or remove ${path}`,
    exitCode: 6,
  });
}

function leaseOf(path: string, first: HolderRecord, stale: HolderRecord | undefined): Lease {
  let last = first;
  return {
    stale: stale === undefined ? undefined : toHolder(stale),
    isBusy: () => last.busy,
    update: ({ busy, child, sleepsUntil }) => {
      const now = readHolder(path);
      if (typeof now !== 'object' || now.id !== first.id) {
        if (!existsSync(dirname(path))) throw folderGone(dirname(dirname(path)));
        throw new UserError(
          'this run no longer holds its session: the lease was taken or removed',
          {
            hint: 'another run was started with --force; see samocode status',
            exitCode: 6,
          },
        );
      }
      const next = { ...last, busy, child: child ?? last.child, sleepsUntil: sleepsUntil ?? null };
      // Between two iterations nothing changes, and a rename over a file is no cheap call.
      if (!isDeepStrictEqual(now, next)) replaceHolder(path, next);
      last = next;
    },
    release: () => {
      release(path, first.id);
    },
  };
}

function folderGone(path: string): UserError {
  return new UserError(`the session folder is gone: ${path}`, {
    hint: 'was it moved or removed while the agent worked? What stood in it is lost with it',
    exitCode: 74,
  });
}

function toHolder(record: HolderRecord): Holder {
  return {
    run: record.id,
    process: { pid: record.pid, startTime: record.startTime },
    host: record.host,
    since: record.since,
    busy: record.busy,
    child: record.child ?? undefined,
    sleepsUntil: record.sleepsUntil ?? undefined,
  };
}

type Machine = Pick<HolderRecord, 'host' | 'machine' | 'bootId' | 'pidNamespace'>;

/** Two machines, or two containers, of the same name. */
function isElsewhere(holder: HolderRecord, here: Machine): boolean {
  if (holder.machine === undefined || here.machine === undefined) return false;
  return holder.machine !== here.machine;
}

/** The living holder of a session, for who only looks. */
export function livingHolder(
  sessionPath: string,
  processes: Pick<Processes, 'isAlive'>,
): Holder | undefined {
  const holder = readHolder(leasePathOf(sessionPath));
  if (typeof holder !== 'object' || isDeadOn(machineIdentity(), holder, processes))
    return undefined;
  return toHolder(holder);
}

function isDeadOn(
  machine: Machine,
  holder: HolderRecord,
  processes: Pick<Processes, 'isAlive'>,
): boolean {
  if (holder.host !== machine.host || isElsewhere(holder, machine)) return false;
  if (holder.bootId !== machine.bootId) return true;
  if (holder.pidNamespace !== machine.pidNamespace) return false;
  return !processes.isAlive({ pid: holder.pid, startTime: holder.startTime });
}

/** Empty where the system has no such thing: then a dead pid alone decides. */
function machineIdentity(): Machine {
  return {
    host: hostname(),
    ...hashedMachineId(),
    bootId: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** The id itself is not to be told around (machine-id(5)). */
function hashedMachineId(): Pick<HolderRecord, 'machine'> {
  const id = attempt(() => readFileSync('/etc/machine-id', 'utf8').trim());
  if (id === '') return {};
  return { machine: createHash('sha256').update(`samocode ${id}`).digest('hex').slice(0, 16) };
}

/** Blocks: whoever waits for a lease has nothing else to do. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
