import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { LimitBook, LimitState } from '../../app/ports/books.ts';
import type { Account } from '../../domain/provider/account.ts';
import type { Closure } from '../../domain/provider/limits/closed-windows.ts';
import { capKey, isCapped } from '../../domain/provider/limits/model-cap.ts';
import { type StartAhead, startAhead } from '../../domain/provider/limits/start-ahead.ts';
import { type Keep, NO_KEEP, type OverMark } from '../../domain/quota/guard.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { realOf } from '../disk/real-path.ts';
import { accountKeyReader } from './account-key.ts';
import { openGuardSleepers } from './guard-sleepers.ts';
import { lookAtAll } from './look-at-all.ts';
import { createExclusively, type Processes } from './probe-claims.ts';
import { openQuotaBook } from './quota-book.ts';
import { openStartSlots } from './start-slots.ts';
import { namesIn, openWindowBook, type WindowBook } from './window-book.ts';

/** The session that uses a book. */
export interface BookUse {
  readonly processes: Processes;
  /** Its folder. */
  readonly session: string;
  /** Its quota guard. */
  readonly keep?: Keep;
}

/**
 * The account's closed windows, shared by every run of this user on this machine: a folder for those of
 * all models, and one more for each model that has a cap of its own (`<account>-<model>`).
 */
export function openLimitBook(
  stateDir: string,
  account: Account,
  { processes, session, keep = NO_KEEP }: BookUse,
): LimitBook & { readonly ahead: (now: number, spacingMs: number) => StartAhead } {
  const all = join(stateDir, 'limits');
  // Only if a window was ever recorded: hashing takes a sixth of Node's start-up time.
  const key = accountKeyReader(account);
  let hash: string | undefined;
  const me = (): string => (hash ??= sessionKey(session));
  const open = (suffix: string): WindowBook =>
    openWindowBook({ all, folder: () => join(all, key() + suffix), processes, me });
  const books = new Map<string, WindowBook>();
  const bookOf = (suffix: string): WindowBook => {
    const book = books.get(suffix) ?? open(suffix);
    books.set(suffix, book);
    return book;
  };
  let model: string | undefined;
  const suffixes = (): readonly string[] => {
    // Sorted: all sessions claim in one order.
    const found = namesIn(all).toSorted();
    const prefix = found.length === 0 ? '' : `${key()}-`;
    const caps = found.filter((name) => prefix !== '' && name.startsWith(prefix));
    const keys = caps.map((name) => name.slice(prefix.length));
    return ['', ...keys.filter((cap) => isCapped(cap, model)).map((cap) => `-${cap}`)];
  };
  const inUse = (): readonly WindowBook[] => suffixes().map(bookOf);
  const releaseAll = (): void => {
    for (const book of books.values()) book.release();
  };
  const closure = (now: number): Closure | undefined =>
    inUse()
      .flatMap((book) => book.closure(now) ?? [])
      .toSorted((one, other) => other.until - one.until)[0];

  const quotas = openQuotaBook({
    folder: (suffix) => join(all, key() + suffix),
    suffixes: () => (account.provider === 'codex' ? exactSuffixes(model) : suffixes()),
    keep,
  });

  const mine = {
    folder: () => join(all, key()),
    names: () => (namesIn(all).length === 0 ? [] : namesIn(join(all, key()))),
    session: me,
  };
  const sleepers = openGuardSleepers(mine);
  const { next, ...slots } = openStartSlots({
    ...mine,
    waiting: (now) => [
      ...inUse().flatMap((book) => book.snapshot().flatMap(sessionOf)),
      ...sleepers.due(now),
    ],
    create: (path, content) => {
      tryMakeFolder(dirname(path));
      return createExclusively(path, content) === 'made';
    },
  });

  const closedBooks = (now: number): readonly WindowBook[] =>
    inUse().filter((book) => book.closure(now) !== undefined);
  const areProbesDue = (now: number): boolean => {
    const closed = closedBooks(now);
    const isKept = closure(now)?.isOutage === true || quotas.overMark(now) !== undefined;
    return closed.length > 0 && !isKept && closed.every((book) => book.isProbeDue(now));
  };

  return {
    use(next) {
      model = next;
    },
    look(now): LimitState {
      const closed = closure(now);
      if (closed !== undefined) return { kind: 'closed', ...closed };
      return lookAtAll(inUse(), now);
    },
    close(until, now, capped) {
      // An answer with a limit ends an outage, whichever model it limits.
      if (capped !== undefined) bookOf('').endOutage();
      bookOf(capped === undefined ? '' : `-${capKey(capped)}`).close(until, now);
      releaseAll();
    },
    fail: (outage, now) => bookOf('').fail(outage, now),
    snapshot: () =>
      suffixes().flatMap((suffix) =>
        bookOf(suffix)
          .snapshot()
          .map((name) => inCap(suffix, name)),
      ),
    clear(snapshot) {
      for (const suffix of suffixes()) {
        const names = snapshot.filter((name) => name === inCap(suffix, basename(name)));
        if (names.length > 0) bookOf(suffix).clear(names.map((name) => basename(name)));
      }
    },
    isProbeDue: areProbesDue,
    takeProbe: (now) => areProbesDue(now) && closedBooks(now).every((book) => book.takeProbe(now)),
    release: releaseAll,
    ...slots,
    started(now) {
      slots.started(now);
      sleepers.started();
    },
    sleeps: (until, now) => {
      sleepers.sleeps(until, now);
    },
    ...quotas,
    account: key,
    closure: (now) => later(closure(now), quotas.overMark(now)),
    ahead: (now, spacingMs) =>
      startAhead(now, {
        closure: later(closure(now), quotas.overMark(now)),
        isProbeDue: areProbesDue(now),
        isProbed: inUse().some((book) => book.isProbed(now)),
        isMet: inUse().some((book) => book.snapshot().length > 0),
        turn: next(now, spacingMs),
      }),
    fullDisk: () =>
      [...books.values()].map((book) => book.fullDisk()).find((one) => one !== undefined),
  };
}

/** Codex names the models of its caps exactly, and has one for a model that is not its usual one. */
function exactSuffixes(model: string | undefined): readonly string[] {
  return model === undefined ? [''] : ['', `-${capKey(model)}`];
}

/** A guard that lets an attempt start later than a limit or an outage does. */
function later(closure: Closure | undefined, over: OverMark | undefined): Closure | undefined {
  if (over === undefined || (closure !== undefined && closure.until >= over.until)) return closure;
  return { until: over.until, over };
}

/** Only a cap of one model may have been met so far. */
function tryMakeFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch {
    // Without it runs share nothing.
  }
}

/** Whose name that is, of a limit or an outage of the account. */
function sessionOf(name: string): readonly string[] {
  const [, session] = /^(?:until|down|here)-\d+-\d+-([\da-f]+)/.exec(name) ?? [];
  return session === undefined ? [] : [session];
}

/** The name of an entry, with the cap that it belongs to. */
function inCap(suffix: string, name: string): string {
  return suffix === '' ? name : `${suffix}/${name}`;
}

/** Identifies a session in a file name, independent of links to its folder. */
function sessionKey(session: string): string {
  return createHash('sha256').update(realOf(session)).digest('hex').slice(0, 16);
}
