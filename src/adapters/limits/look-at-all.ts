import type { LimitState } from '../../app/ports/books.ts';
import type { WindowBook } from './window-book.ts';

/**
 * The state of all books that a session uses. It claims the try after their resets in all of them or in none: two
 * sessions with a claim each would wait for each other. The books have the same order for all sessions.
 */
export function lookAtAll(
  books: readonly Pick<WindowBook, 'look' | 'release'>[],
  now: number,
): LimitState {
  const states: LimitState[] = [];
  for (const book of books) {
    const state = book.look(now);
    if (state.kind === 'probed') {
      for (const one of books) one.release();
      return state;
    }
    states.push(state);
  }
  return states.find(({ isOutage }) => isOutage === true) ?? { kind: 'open' };
}
