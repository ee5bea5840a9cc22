import { setTimeout as pause } from 'node:timers/promises';
import type { Holder, Lease, Leases } from '../../../app/ports/session/lease.ts';
import { isPush } from '../../../domain/session/push-holder.ts';

/** A remote that does not answer may take longer. */
const WAIT_MS = 60_000;
const LOOK_MS = 100;

/** Takes the lease; waits while `samocode work` pushes the state of the session, which ends by itself. */
export async function acquireAfterPush(
  leases: Leases,
  run: string,
  { force, stop }: { readonly force: boolean; readonly stop: AbortSignal },
): Promise<Lease | { readonly holder: Holder }> {
  for (let leftMs = WAIT_MS; ; leftMs -= LOOK_MS) {
    const lease = leases.acquire(run, force);
    const isPushed = 'holder' in lease && isPush(lease.holder);
    if (!isPushed || leftMs <= 0 || stop.aborted) return lease;
    await pause(LOOK_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
