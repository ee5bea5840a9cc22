import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitBook } from '../../app/ports/books.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import type { Account } from '../../domain/provider/account.ts';
import type { Keep } from '../../domain/quota/guard.ts';
import { openLimitBook } from './limit-book.ts';

/** Reading claims nothing, so it needs no process. */
export const NO_PROCESSES = { isAlive: () => false, self: () => ({ pid: 0, startTime: '' }) };

/** The account that the next run uses. */
interface ReadingAccount {
  readonly account: Account;
  readonly keep: Keep;
  /** The model of a phase: a cap on another one closes nothing. */
  readonly model: (phase: Phase) => string | undefined;
}

type Opened = Pick<ReadingAccount, 'model'> & { readonly book: LimitBook };

/** The limit book for looks alone. */
export type LimitReading = Pick<
  LimitBook,
  'account' | 'snapshot' | 'isProbeDue' | 'overMark' | 'closure'
>;

/**
 * What is known of the limits of the account. `account` is called only if a window was ever closed; if it
 * throws, nothing is known.
 */
export function limitReader(
  stateDir: () => string,
  account: () => ReadingAccount,
): (of: { readonly session: string; readonly phase: Phase }) => LimitReading | undefined {
  const books = new Map<string, Opened>();
  const openFor = (session: string, folder: string): Opened => {
    const { account: of, keep, model } = account();
    const book = openLimitBook(folder, of, { processes: NO_PROCESSES, session, keep });
    return { book, model };
  };
  return ({ session, phase }) => {
    const folder = stateDir();
    if (!existsSync(join(folder, 'limits'))) return undefined;
    try {
      const opened = books.get(session) ?? openFor(session, folder);
      books.set(session, opened);
      opened.book.use(opened.model(phase));
      return opened.book;
    } catch {
      return undefined; // A run reports problems of the settings.
    }
  };
}
