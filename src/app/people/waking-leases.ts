import { sessionHold } from '../../domain/queue/holds.ts';
import type { InLine } from '../../domain/queue/in-line.ts';
import { nameOf } from '../../domain/queue/order.ts';
import type { Queue } from '../ports/queue/queue.ts';
import type { Leases } from '../ports/session/lease.ts';

/** A session that a person acts on. */
export interface ActedSession {
  readonly session: string;
  /** Undefined where an earlier version told of it. */
  readonly config: string | undefined;
  readonly path: string;
  readonly warn: (text: string) => void;
  /** Told when the session is in line again. */
  readonly woken?: (line: InLine) => void;
}

/** Where nothing was ever put in line, the queue is not used. */
type UseQueue = (use: (queue: UsedQueue) => Promise<void>) => Promise<void>;
type UsedQueue = Pick<Queue, 'list' | 'wake' | 'starter'>;

/** Leases of a person's act: after it a session that waits in the queue is in line again. */
export function wakingLeases(leases: Leases, acted: ActedSession, useQueue: UseQueue): Leases {
  return {
    ...leases,
    exclusively: async (work) => {
      const result = await leases.exclusively(work);
      // The act is done, whatever becomes of the queue.
      await useQueue((queue) => wakeQueued(acted, queue)).catch((error: unknown) => {
        acted.warn(`the queue does not know of it: ${String(error)}`);
      });
      return result;
    },
  };
}

async function wakeQueued(
  { config = '', session, path, woken }: ActedSession,
  queue: UsedQueue,
): Promise<void> {
  const name = nameOf({ config, session });
  const { queued } = await queue.list(Date.now());
  const found = queued.find((one) => nameOf(one) === name || one.holds.includes(sessionHold(path)));
  if (found === undefined) return;
  if (!(await queue.wake(found.id)) || woken === undefined) return;
  // It is in line, whether or not this is known.
  woken(await queue.starter().catch(() => ({ kind: 'started' })));
}
