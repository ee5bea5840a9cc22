import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitBook } from '../../app/ports/books.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import type { Account } from '../../domain/provider/account.ts';
import type { Closure } from '../../domain/provider/limits/closed-windows.ts';
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

/**
 * Why the account is closed, if it is. `account` is called only if a window was ever closed; if it throws, the answer is undefined.
 */
export function closedWindowReader(
  stateDir: () => string,
  account: () => ReadingAccount,
): (now: number, of: { readonly session: string; readonly phase: Phase }) => Closure | undefined {
  const books = new Map<string, Opened>();
  const openFor = (session: string, folder: string): Opened => {
    const { account: of, keep, model } = account();
    const book = openLimitBook(folder, of, { processes: NO_PROCESSES, session, keep });
    return { book, model };
  };
  return (now, { session, phase }) => {
    const folder = stateDir();
    if (!existsSync(join(folder, 'limits'))) return undefined;
    try {
      const opened = books.get(session) ?? openFor(session, folder);
      books.set(session, opened);
      opened.book.use(opened.model(phase));
      return opened.book.closure(now);
    } catch {
      return undefined; // A run reports problems of the settings.
    }
  };
}
