import { isByTelegram } from '../../domain/people/chat.ts';
import { whileOthersWorked } from '../../domain/session/other-sessions.ts';
import { AUTO } from '../../domain/session/rows/person-row.ts';
import type { Notice, Notifier } from '../ports/notifier.ts';
import type { Opening } from '../ports/notifier.ts';
import type { SessionStore } from '../ports/session/store.ts';
import type { SessionPlace } from '../run/loop.ts';
import { look } from '../session/look.ts';

/** The input for the notice about an opened gate. */
export interface Telling {
  readonly store: SessionStore;
  readonly place: SessionPlace;
  readonly notifier: Notifier;
  readonly openings: Opening[];
  readonly warn: (text: string) => void;
}

/** Notifies Telegram of each gate that was opened and by whom; an act from Telegram has its own reply. */
export async function tellOpenings(telling: Telling): Promise<void> {
  const { openings, notifier, warn } = telling;
  for (const opening of openings.splice(0)) {
    if (isByTelegram(opening.by)) continue;
    const failure = await notifier.tell(noticeOf(telling, opening));
    if (failure !== undefined) warn(`the notice could not be sent: ${failure.reason}`);
  }
}

function noticeOf({ store, place }: Telling, opening: Opening): Notice {
  const { phase, iteration } = look(store);
  const text = `The ${opening.gate} gate was opened by ${whoOpened(opening)}`;
  // Who lets the gates open by themselves does not want to be woken by it.
  const isSilent = opening.by === AUTO;
  return { kind: 'opened', ...place, phase, iteration, text, isSilent };
}

function whoOpened({ by, caller, otherSessions }: Opening): string {
  if (by === AUTO) return '--gates auto, without a person';
  const who = by === 'file' ? 'an edit of a file of the session' : by;
  const others = otherSessions === undefined ? '' : ` ${whileOthersWorked(otherSessions)}`;
  return who + others + (caller === undefined ? '' : ` (${caller})`);
}
