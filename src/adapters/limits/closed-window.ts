import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitBook } from '../../app/ports/books.ts';
import type { Account } from '../../domain/provider/account.ts';
import type { Closure } from '../../domain/provider/limits/closed-windows.ts';
import { openLimitBook } from './limit-book.ts';

/** Reading claims nothing, so it needs no process. */
const NO_PROCESSES = { isAlive: () => false, self: () => ({ pid: 0, startTime: '' }) };

/**
 * Why the account is closed, if it is. `account` is called only if a window was ever closed; if it throws, the answer is undefined.
 */
export function closedWindowReader(
  stateDir: () => string,
  account: () => Account,
): (now: number, session: string) => Closure | undefined {
  const books = new Map<string, LimitBook>();
  return (now, session) => {
    const folder = stateDir();
    if (!existsSync(join(folder, 'limits'))) return undefined;
    try {
      const of = { processes: NO_PROCESSES, session };
      const book = books.get(session) ?? openLimitBook(folder, account(), of);
      books.set(session, book);
      return book.closure(now);
    } catch {
      return undefined; // A run reports problems of the settings.
    }
  };
}
