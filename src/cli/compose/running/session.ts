import { join } from 'node:path';
import { endAll } from '../../../adapters/end-all.ts';
import { openLimitBook } from '../../../adapters/limits/limit-book.ts';
import { lastBeat } from '../../../adapters/liveness/last-beat.ts';
import { type Logs, openLogs } from '../../../adapters/log/logs.ts';
import { openProcessRoom } from '../../../adapters/process/process-room.ts';
import { prepareFolder } from '../../../adapters/session/folder.ts';
import { keptFolder } from '../../../adapters/session/kept-folder.ts';
import { openLeases } from '../../../adapters/session/lease/leases.ts';
import { holdOwnFolders, type OwnFolders } from '../../../adapters/session/own-folders.ts';
import { type OpenStore, openStore } from '../../../adapters/session/session-store.ts';
import { openSpendBook } from '../../../adapters/spend/spend-book.ts';
import { stateFolder } from '../../../adapters/state-folder.ts';
import type { LimitBook, SpendBook } from '../../../app/ports/books.ts';
import type { ProcessRoom } from '../../../app/ports/process.ts';
import type { Lease, Leases } from '../../../app/ports/session/lease.ts';
import { guardedStore } from '../../../app/tampering/guarded-store.ts';
import type { Account } from '../../../domain/provider/account.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { heldWords, holderName } from '../../render/holder.ts';
import type { Place } from '../place/place.ts';

/** A session that this run holds; disposing gives it back. */
export interface HeldSession {
  readonly store: OpenStore;
  readonly lease: Lease;
  readonly leases: Leases;
  readonly room: ProcessRoom;
  readonly limits: LimitBook;
  readonly spending: SpendBook;
  readonly logs: Logs;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface HoldOptions {
  readonly run: string;
  readonly account: Account;
  readonly force: boolean;
  readonly verbose: boolean;
  readonly stop: AbortSignal;
  readonly warn: (text: string) => void;
}

/** Makes the folder where it is missing and takes the lease; throws a UserError (exit 6) when held. */
export async function holdSession(place: Place, options: HoldOptions): Promise<HeldSession> {
  const { path } = place.folder;
  prepareFolder(path);
  const folders = holdOwnFolders(path);
  const room = openProcessRoom(process.platform);
  const leases = openLeases(
    path,
    {
      isAlive: (child) => room.isAlive(child),
      self: () => room.self(),
      lastBeat: () => lastBeat(path),
    },
    options.stop,
    folders,
  );
  const lease = leases.acquire(options.run, options.force);
  if ('holder' in lease) {
    const named = { config: place.config.configPath, session: place.session };
    throw new UserError(heldWords(lease.holder, named, Date.now()), { exitCode: 6 });
  }
  const { stale } = lease;
  if (stale?.isVisible === false) {
    options.warn(`this run took the session over from ${holderName(stale, Date.now())}`);
  }
  const store = guardedStore(
    openStore({ ...place.folder, kept: keptFolder(place, path), folders }, options.warn),
    lease,
  );
  const stateDir = stateFolder(place.environment, place.home);
  const limits = openLimitBook(stateDir, options.account, { processes: room, session: path });
  const spending = openSpendBook({
    stateDir,
    account: () => limits.account(),
    warn: options.warn,
  });
  const logs = await openLogs({
    sessionLogPath: join(path, 'session.log'),
    isHere: folders.isHere,
    stateDir,
    session: place.folder.folder,
    level: options.verbose ? 'debug' : 'info',
    onFailure: options.warn,
  });
  const held = { store, lease, leases, room, limits, spending, logs };
  return { ...held, [Symbol.asyncDispose]: () => endAll(endingsOf(held, folders)) };
}

/** What ends a held session, in this order. */
function endingsOf(
  { store, lease, limits, room, logs }: Omit<HeldSession, typeof Symbol.asyncDispose>,
  folders: OwnFolders,
) {
  return [
    () => {
      store.flushState();
    },
    () => {
      if (!lease.isTaken()) store.saveCheckpoint();
    },
    () => {
      limits.release();
    },
    () => {
      lease.release();
    },
    folders.close,
    () => room[Symbol.asyncDispose](),
    () => logs[Symbol.asyncDispose](),
  ];
}
