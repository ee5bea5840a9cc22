import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitBook } from '../../app/ports/books.ts';
import type { Account } from '../../domain/provider/account.ts';
import type { Closure } from '../../domain/provider/limits/closed-windows.ts';
import type { Keep } from '../../domain/quota/guard.ts';
import { openLimitBook } from './limit-book.ts';

/** Reading claims nothing, so it needs no process. */
export const NO_PROCESSES = { isAlive: () => false, self: () => ({ pid: 0, startTime: '' }) };

/**
 * Why the account is closed, if it is. `account` is called only if a window was ever closed; if it throws, the answer is undefined.
 */
export function closedWindowReader(
  stateDir: () => string,
  account: () => { readonly account: Account; readonly keep: Keep },
): (now: number, session: string) => Closure | undefined {
  const books = new Map<string, LimitBook>();
  const openFor = (session: string, folder: string): LimitBook => {
    const { account: of, keep } = account();
    return openLimitBook(folder, of, { processes: NO_PROCESSES, session, keep });
  };
  return (now, session) => {
    const folder = stateDir();
    if (!existsSync(join(folder, 'limits'))) return undefined;
    try {
      const book = books.get(session) ?? openFor(session, folder);
      books.set(session, book);
      return book.closure(now);
    } catch {
      return undefined; // A run reports problems of the settings.
    }
  };
}
