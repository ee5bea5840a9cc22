import { setTimeout as pause } from 'node:timers/promises';
import type { Holder, Lease, Leases } from '../../../app/ports/session/lease.ts';
import { isPush } from '../../../domain/session/push-holder.ts';
import { waitWords } from '../../render/holder.ts';

/** A remote that does not answer may take longer. */
const WAIT_MS = 60_000;
const LOOK_MS = 100;

interface Patience {
  readonly force: boolean;
  readonly stop: AbortSignal;
  /** Hears once what the caller waits for. */
  readonly say: (text: string) => void;
}

/**
 * Takes the lease; waits while another process pushes the state of the session, which ends by itself. The holder: it
 * still holds the session, or `stop` was aborted.
 */
export async function acquireAfterPush(
  leases: Leases,
  run: string,
  { force, stop, say }: Patience,
): Promise<Lease | { readonly holder: Holder }> {
  for (let leftMs = WAIT_MS; ; leftMs -= LOOK_MS) {
    const lease = leases.acquire(run, force);
    if (!('holder' in lease) || !isPush(lease.holder) || leftMs <= 0 || stop.aborted) return lease;
    if (leftMs === WAIT_MS) say(waitWords(lease.holder, Date.now(), WAIT_MS));
    await pause(LOOK_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
