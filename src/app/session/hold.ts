import { UserError } from '../../domain/text/user-error.ts';
import type { Holder, Lease, Leases } from '../ports/session/lease.ts';
import { acquireAfterPush, type Patience } from './acquire-after-push.ts';

/** A run that is to hold a session, and its words. */
export interface Holding extends Patience {
  /** Why it ends where it was asked to before it held the session. */
  readonly stopped: () => UserError;
  readonly heldWords: (holder: Holder) => string;
  /** The session was taken over from a run whose process cannot be seen here: it may still live. */
  readonly onTakeOver: (from: Holder) => void;
}

/** Takes the lease for a run; throws a UserError (exit 6) when another one holds the session. */
export async function holdLease(leases: Leases, run: string, how: Holding): Promise<Lease> {
  const lease = await acquireAfterPush(leases, run, how);
  if ('holder' in lease) {
    if (how.stop.aborted) throw how.stopped();
    throw new UserError(how.heldWords(lease.holder), { exitCode: 6 });
  }
  if (lease.stale?.isVisible === false) how.onTakeOver(lease.stale);
  return lease;
}
