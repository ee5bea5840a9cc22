import { join } from 'node:path';
import { systemClock } from '../../../adapters/clock.ts';
import { endAll } from '../../../adapters/end-all.ts';
import { openLimitBook } from '../../../adapters/limits/limit-book.ts';
import { openLogs } from '../../../adapters/log/logs.ts';
import { openProcessRoom } from '../../../adapters/process/process-room.ts';
import { prepareFolder } from '../../../adapters/session/folder.ts';
import { keptFolder } from '../../../adapters/session/kept-folder.ts';
import { holdOwnFolders } from '../../../adapters/session/own-folders.ts';
import { openStore } from '../../../adapters/session/session-store.ts';
import { openReservations } from '../../../adapters/spend/reservations.ts';
import { openSpendBook } from '../../../adapters/spend/spend-book.ts';
import { payerOf } from '../../../app/limits/payer.ts';
import { type SteeredSession, takeLeft } from '../../../app/people/steer.ts';
import type { ProcessRoom } from '../../../app/ports/process.ts';
import type { Lease, Leases } from '../../../app/ports/session/lease.ts';
import type { SessionStore } from '../../../app/ports/session/store.ts';
import type { Books } from '../../../app/run/loop.ts';
import { holdLease } from '../../../app/session/hold.ts';
import { guardedStore } from '../../../app/tampering/guarded-store.ts';
import type { Account } from '../../../domain/provider/account.ts';
import type { Keep } from '../../../domain/quota/guard.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { signalCode } from '../../exit-code.ts';
import { heldWords, holderName, waitWords } from '../../render/holder.ts';
import type { Signals } from '../../signals/signals.ts';
import type { Place } from '../place/place.ts';
import { placeOfRun } from '../queue/take-place.ts';
import { leasesIn } from './leases-in.ts';
import { pricesOf } from './prices.ts';

/** A session that this run holds; disposing gives it back. */
export type HeldSession = Awaited<ReturnType<typeof holdSession>>;

export interface HoldOptions {
  readonly run: string;
  readonly account: Account;
  /** Of the provider that takes over. */
  readonly otherAccount: Account | undefined;
  readonly force: boolean;
  readonly isUnderWork: boolean;
  readonly keep: Keep;
  readonly verbose: boolean;
  readonly signals: Pick<Signals, 'stop' | 'asked'>;
  readonly warn: (text: string) => void;
  /** Says why the run waits before it holds the session. */
  readonly note: (text: string) => void;
}

/** Makes the folder where it is missing and takes the lease; throws a UserError (exit 6) when held. */
export async function holdSession(place: Place, options: HoldOptions) {
  const { stateDir } = place;
  const { path } = place.folder;
  // Before the lease: a person's file may have a fault.
  const prices = pricesOf(place);
  prepareFolder(path);
  const folders = holdOwnFolders(path);
  const room = openProcessRoom(process.platform);
  const leases = leasesIn(path, options.signals.stop, folders);
  const lease = await takeLease(leases, place, options);
  const kept = keptFolder(stateDir, path);
  const unguarded = openStore({ ...place.folder, kept, folders }, options.warn);
  const store = guardedStore(unguarded, lease);
  const { slot, holds } = placeOfRun(place, { ...options, room, store, lease });
  const { otherLimits, ...shared } = openBooks(options, { stateDir, room, path, prices });
  const books = { ...shared, prices };
  const logs = await openLogs({
    sessionLogPath: join(path, 'session.log'),
    isHere: folders.isHere,
    stateDir,
    session: place.folder.folder,
    level: options.verbose ? 'debug' : 'info',
    onFailure: options.warn,
  });
  return {
    ...{ store, lease, leases, room, logs, slot: slot.number, books, otherLimits },
    /** Ends all parts, in this order. */
    [Symbol.asyncDispose]: () =>
      endAll([
        () => {
          store.flushState();
        },
        () => {
          if (!lease.isTaken()) store.saveCheckpoint();
        },
        () => {
          books.limits.release();
        },
        holds.release,
        () => {
          lease.release();
        },
        () => takeLeft(steered(unguarded, leases, options)),
        folders.close,
        () => {
          slot[Symbol.dispose]();
        },
        () => room[Symbol.asyncDispose](),
        () => logs[Symbol.asyncDispose](),
      ]),
  } as const;
}

function steered(store: SessionStore, leases: Leases, { run, warn }: HoldOptions): SteeredSession {
  return { store, leases, writer: { store, run, warn, now: () => new Date() } };
}

function openBooks(
  { account, otherAccount, keep, warn }: HoldOptions,
  {
    stateDir,
    room,
    path,
    prices,
  }: Pick<Place, 'stateDir'> &
    Pick<Books, 'prices'> & { readonly room: ProcessRoom; readonly path: string },
) {
  const use = { processes: room, session: path, keep };
  const book = (of: Account) => openLimitBook(stateDir, of, use);
  const limits = book(account);
  const otherLimits = otherAccount && book(otherAccount);
  const payer = payerOf({ provider: account.provider, limits }, otherLimits);
  const spending = openSpendBook({ stateDir, account: payer, warn });
  return { limits, otherLimits, spending, reservations: openReservations(stateDir, room, prices) };
}

async function takeLease(
  leases: Leases,
  { config, session }: Place,
  { run, warn, note, force, signals }: HoldOptions,
): Promise<Lease> {
  return await holdLease(leases, run, {
    ...{ force, stop: signals.stop, clock: systemClock },
    onWait: (holder, limitMs) => {
      note(waitWords(holder, Date.now(), limitMs));
    },
    stopped: () => {
      const signal = signals.asked();
      const exitCode = signalCode(signal);
      return new UserError(`ended by ${signal} before it held the session`, { exitCode });
    },
    heldWords: (holder) => heldWords(holder, { config: config.configPath, session }, Date.now()),
    onTakeOver: (from) => {
      warn(`this run took the session over from ${holderName(from, Date.now())}`);
    },
  });
}
