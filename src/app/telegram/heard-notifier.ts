import type { Notice, Notifier } from '../ports/notifier.ts';
import { type Listeners, unheardWords } from './unheard.ts';

/** A session that a notice names, and that a reply may act on. */
export interface NamedSession {
  readonly name: string;
  readonly path: string;
  readonly config: string | undefined;
  readonly isEnded: boolean;
}

interface Hearers extends Omit<Listeners, 'isInFleet'> {
  /**
   * Tells the machines of a fleet of the session, and whether one of them hears the replies; false where there is no
   * fleet. Rejects where the fleet could not be asked.
   */
  readonly announce: (session: NamedSession | undefined) => Promise<boolean>;
}

/** Announces the session of a notice before the notice is sent, so that a reply finds it. Where nothing listens for replies, the notice says so. */
export function heardNotifier(
  { announce, ...listeners }: Hearers,
  open: (unheard: () => string | undefined) => Notifier,
): Notifier {
  let isInFleet: Listeners['isInFleet'] = false;
  const chat = open(() => unheardWords({ ...listeners, isInFleet }));
  return {
    tell: async (notice, shown) => {
      isInFleet = await announce(namedBy(notice)).catch(() => 'unknown' as const);
      return await chat.tell(notice, shown);
    },
  };
}

/** Undefined: a notice about no session, such as that of the queue. */
function namedBy({ kind, session: name, path, config }: Notice): NamedSession | undefined {
  return path === undefined ? undefined : { name, path, config, isEnded: kind === 'done' };
}
