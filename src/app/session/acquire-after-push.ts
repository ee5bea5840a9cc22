import { isPush } from '../../domain/session/push-holder.ts';
import type { Clock } from '../ports/clock.ts';
import type { Holder, Lease, Leases } from '../ports/session/lease.ts';

/** A remote that does not answer may take longer. */
const WAIT_MS = 60_000;
const LOOK_MS = 100;

export interface Patience {
  readonly force: boolean;
  readonly stop: AbortSignal;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Hears once whom the caller waits for, and for how long at most. */
  readonly onWait: (holder: Holder, limitMs: number) => void;
}

/**
 * Takes the lease; waits while another process pushes the state of the session, which ends by itself. The holder: it
 * still holds the session, or `stop` was aborted.
 */
export async function acquireAfterPush(
  leases: Leases,
  run: string,
  { force, stop, clock, onWait }: Patience,
): Promise<Lease | { readonly holder: Holder }> {
  for (let leftMs = WAIT_MS; ; leftMs -= LOOK_MS) {
    const lease = leases.acquire(run, force);
    if (!('holder' in lease) || !isPush(lease.holder) || leftMs <= 0 || stop.aborted) return lease;
    if (leftMs === WAIT_MS) onWait(lease.holder, WAIT_MS);
    await clock.sleep(LOOK_MS, stop);
  }
}
