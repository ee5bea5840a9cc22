import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { here } from '../../../adapters/config/environment.ts';
import { fleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { type ActedSession, wakingLeases } from '../../../app/people/waking-leases.ts';
import type { Leases } from '../../../app/ports/session/lease.ts';

/** Leases of a person's act, which wakes its session in the queue of this user. */
export function queueWakingLeases(
  leases: Leases,
  { stateDir, ...acted }: ActedSession & { readonly stateDir: string },
): Leases {
  return wakingLeases(leases, acted, async (use) => {
    const at = { ...here(), stateDir };
    const isUsed = fleetSettings(at) !== undefined || existsSync(join(stateDir, 'queue'));
    if (isUsed) await (await import('./queue.ts')).usingQueue(at, use);
  });
}
