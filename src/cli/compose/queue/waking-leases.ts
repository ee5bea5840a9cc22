import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { here } from '../../../adapters/config/environment.ts';
import { fleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { type ActedSession, wakingLeases } from '../../../app/people/waking-leases.ts';
import type { Leases } from '../../../app/ports/session/lease.ts';
import type { InLine } from '../../../domain/queue/in-line.ts';

interface WakingLeases {
  readonly leases: Leases;
  /** Undefined where no act here has put the session back in line. */
  readonly line: () => InLine | undefined;
}

/** Leases of a person's act, which wakes its session in the queue of this user. */
export function queueWakingLeases(
  leases: Leases,
  { stateDir, ...acted }: Omit<ActedSession, 'woken'> & { readonly stateDir: string },
): WakingLeases {
  let line: InLine | undefined;
  const woken = (now: InLine): void => void (line = now);
  const waking = wakingLeases(leases, { ...acted, woken }, async (use) => {
    const at = { ...here(), stateDir };
    const isUsed = fleetSettings(at) !== undefined || existsSync(join(stateDir, 'queue'));
    if (isUsed) await (await import('./queue.ts')).usingQueue(at, use);
  });
  return { leases: waking, line: () => line };
}
