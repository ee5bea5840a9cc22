import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ActedSession, wakingLeases } from '../../../app/people/waking-leases.ts';
import type { Leases } from '../../../app/ports/session/lease.ts';

/** Leases of a person's act, which wakes its session in the queue of this user. */
export function queueWakingLeases(
  leases: Leases,
  { stateDir, ...acted }: ActedSession & { readonly stateDir: string },
): Leases {
  return wakingLeases(leases, acted, async () =>
    existsSync(join(stateDir, 'queue'))
      ? (await import('./queue.ts')).openQueue(stateDir)
      : undefined,
  );
}
