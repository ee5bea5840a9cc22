import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Leases } from '../../../app/ports/session/lease.ts';
import { nameOf } from '../../../domain/queue/order.ts';
import { sessionHold } from './holds.ts';

/** A session that a person acts on. */
interface Acted {
  readonly stateDir: string;
  readonly session: string;
  /** Undefined where an earlier version told of it. */
  readonly config: string | undefined;
  readonly path: string;
  readonly warn: (text: string) => void;
}

/** Leases of a person's act: after it a session that waits in the queue is in line again. */
export function wakingLeases(leases: Leases, acted: Acted): Leases {
  return {
    ...leases,
    exclusively: async (work) => {
      const result = await leases.exclusively(work);
      // The act is done, whatever becomes of the queue.
      await wakeQueued(acted).catch((error: unknown) => {
        acted.warn(`the queue does not know of it: ${String(error)}`);
      });
      return result;
    },
  };
}

async function wakeQueued({ stateDir, config = '', session, path }: Acted): Promise<void> {
  if (!existsSync(join(stateDir, 'queue'))) return;
  const queue = (await import('./queue.ts')).openQueue(stateDir);
  const name = nameOf({ config, session });
  const { queued } = await queue.list(Date.now());
  const found = queued.find((one) => nameOf(one) === name || one.holds.includes(sessionHold(path)));
  if (found !== undefined) await queue.wake(found.id);
}
