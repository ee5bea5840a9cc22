import { pushHolder } from '../../domain/session/push-holder.ts';
import { unlessUserError } from '../../domain/text/user-error.ts';
import type { Lease, Leases } from '../ports/session/lease.ts';

/** A session's folder. */
interface CleanedFolder {
  /** Creates its missing parts; throws a UserError where the folder cannot be used. */
  readonly prepare: () => void;
  readonly leases: Pick<Leases, 'acquire'>;
}

/**
 * Keeps runs from a session while it is cleaned: one that begins waits for the end, as for a push. Undefined: it is
 * left alone, because a run holds it, or because its folder cannot be used, which its next run tells.
 */
export function holdToClean({ prepare, leases }: CleanedFolder, id: string): Lease | undefined {
  return unlessUserError(() => {
    prepare();
    const lease = leases.acquire(pushHolder(id), false);
    return 'holder' in lease ? undefined : lease;
  });
}
