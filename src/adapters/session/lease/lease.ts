import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Holder, Lease } from '../../../app/ports/session/lease.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { entryStamp } from '../../disk/held-folder.ts';
import type { HolderReading } from '../../disk/lock.ts';
import { despiteChanges, type OwnFolders, sessionGone } from '../own-folders.ts';
import { type HolderRecord, sessionLock } from './holder-record.ts';

/** The state of a lease besides its file. */
interface Taken {
  readonly first: HolderRecord;
  readonly stale: Holder | undefined;
  /** Put back before each look at the file. */
  readonly folders: Pick<OwnFolders, 'keep'> | undefined;
}

/** Reads the file again only if it has changed: a run looks at its lease about ten times in a turn. */
function readerOf(path: string): () => HolderReading<HolderRecord> {
  let known: { readonly stamp: string; readonly record: HolderRecord } | undefined;
  return () => {
    const stamp = entryStamp(path);
    if (stamp !== undefined && stamp === known?.stamp) return known.record;
    const now = sessionLock.read(path);
    known = stamp !== undefined && typeof now === 'object' ? { stamp, record: now } : undefined;
    return now;
  };
}

/** The lease that this run took. */
export function leaseOf(path: string, { first, stale, folders }: Taken): Lease {
  let last = first;
  const read = readerOf(path);
  const keepFolders = (): void => {
    // In a folder that was made again only the lease can be missing.
    if (folders?.keep().includes('.run') === true) sessionLock.replace(path, last);
  };
  const heldRecord = (): HolderRecord => {
    keepFolders();
    const now = read();
    if (typeof now === 'object' && now.id === first.id) return now;
    if (!existsSync(dirname(path))) throw sessionGone(dirname(dirname(path)));
    throw new UserError('this run no longer holds its session: the lease was taken or removed', {
      hint: 'another run took the session over; to see which: samocode status',
      exitCode: 6,
    });
  };
  return {
    stale,
    isBusy: () => last.busy,
    isTaken: () => {
      const now = read();
      return typeof now === 'object' && now.id !== first.id;
    },
    check: () => {
      heldRecord();
    },
    update: ({ busy, child, sleepsUntil, sleepsFor }) => {
      const next = {
        ...last,
        busy,
        child: child ?? last.child,
        sleepsUntil: sleepsUntil ?? null,
        sleepsFor: sleepsFor ?? null,
      };
      // The child lives already when it is named.
      despiteChanges(() => {
        const now = heldRecord();
        // Between two iterations nothing changes, and a rename over a file is no cheap call.
        if (!isDeepStrictEqual(now, next)) sessionLock.replace(path, next);
      });
      last = next;
    },
    release: () => {
      keepFolders();
      sessionLock.release(path, first.id);
    },
  };
}
