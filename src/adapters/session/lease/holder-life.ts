import type { ChildIdentity } from '../../../app/ports/process.ts';
import type { HolderRecord } from './holder-record.ts';
import { bootedAt, isSameHost, isVisible, type Machine } from './machine.ts';

/** A run beats every 15 s, so that one which has not for so long is dead, or its clock is wrong. */
export const UNSEEN_LIMIT_MS = 10 * 60_000;

/** Signs of life of a holder besides its record. */
export interface LifeSigns {
  readonly isAlive: (process: ChildIdentity) => boolean;
  /** The holder's last sign of life, in epoch milliseconds; undefined: it left none. */
  readonly lastSeenAt: () => number | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Whether a holder is dead. A process on this machine, in this boot and in this pid namespace is
 * looked up. Any other process cannot be seen. It is dead when this machine has booted since its last
 * sign of life, or when that sign is older than `UNSEEN_LIMIT_MS`; without a sign nothing is proven.
 */
export function isHolderDead(holder: HolderRecord, here: Machine, signs: LifeSigns): boolean {
  if (isVisible(here, holder)) {
    return !signs.isAlive({ pid: holder.pid, startTime: holder.startTime });
  }
  const { now } = signs;
  const seenAt = signs.lastSeenAt();
  const isOfThisHost = isSameHost(here, holder) && holder.bootId !== here.bootId;
  // Another machine may have this one's name: then it lives on while this one runs.
  if (isOfThisHost && (seenAt ?? Date.parse(holder.since)) < bootedAt(now)) return true;
  return seenAt !== undefined && now - seenAt > UNSEEN_LIMIT_MS;
}
