import type { Clock } from '../../ports/clock.ts';
import type { LateReplies, LateReply } from '../../ports/fleet/chat-database.ts';

const PAUSE_MS = 60_000;
const OLD_ACTS_MS = 60_000;

/** How late replies are told. */
export interface LateTelling {
  readonly replies: LateReplies;
  /** This process polls, so it tells them. */
  readonly isHeld: () => boolean;
  /** Returns the reason if one could not be sent. */
  readonly deliver: (late: LateReply) => Promise<string | undefined>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly warn: (text: string) => void;
}

/** Tells the outcomes that came after the person was told to wait. One that was told as we died is told twice. */
export function openLateTeller(of: LateTelling): () => Promise<void> {
  const { replies, isHeld, deliver, clock, warn } = of;
  let notBefore = -Infinity;
  let endOldAt = -Infinity;
  return async () => {
    if (!isHeld() || clock.monotonicMs() < notBefore) return;
    // A silent database is told by the election.
    if (clock.monotonicMs() >= endOldAt) {
      endOldAt = clock.monotonicMs() + OLD_ACTS_MS;
      await replies.endOldActs().catch(() => undefined);
    }
    for (const late of await replies.lateReplies().catch(() => [])) {
      const why = await deliver(late);
      if (why === undefined) await replies.noteTold(late).catch(() => undefined);
      else {
        warn(`the outcome of an act on ${late.session} is told later: ${why}`);
        notBefore = clock.monotonicMs() + PAUSE_MS;
        return;
      }
    }
  };
}
