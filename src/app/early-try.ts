import type { View } from './look.ts';
import type { Pace } from './pace.ts';
import type { LimitBook } from './book-ports.ts';

/**
 * Whether the next spawn is made although the account's window is known to be closed: a person resumed
 * the session since, or forced this run. One spawn each: the mark that is written before it uses the
 * resume up, and the run forgets the force.
 */
export function isEarlyTry({ ledger, state }: Pick<View, 'ledger' | 'state'>, pace: Pace): boolean {
  return pace.early || (ledger.resumed !== undefined && ledger.resumed !== state.tried);
}

/** Whether a session that was parked for this account need not wait for its reset. */
export function isLimitOver(
  limits: Pick<LimitBook, 'account' | 'snapshot'>,
  account: string,
): boolean {
  return limits.account() !== account || limits.snapshot().length === 0;
}
