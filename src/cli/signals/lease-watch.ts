import type { Lease } from '../../app/ports/session/lease.ts';

const LOOK_MS = 5000;

/**
 * Aborts when another run has taken the lease: the agent at work is ended then, and not only noticed
 * at its end. `onTaken` comes before.
 */
export function watchLease(
  lease: Pick<Lease, 'isTaken'>,
  onTaken: () => void,
  lookMs = LOOK_MS,
): Disposable & { readonly taken: AbortSignal } {
  const taken = new AbortController();
  const timer = setInterval(() => {
    if (taken.signal.aborted || !isTaken(lease)) return;
    onTaken();
    taken.abort('stop');
  }, lookMs).unref();
  return {
    taken: taken.signal,
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
}

/** A folder that cannot be read for a moment says nothing. */
function isTaken(lease: Pick<Lease, 'isTaken'>): boolean {
  try {
    return lease.isTaken();
  } catch {
    return false;
  }
}
