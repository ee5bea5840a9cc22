import { isByPhone } from '../../domain/people/phone.ts';
import { AUTO } from '../../domain/session/row.ts';
import { look } from '../loop/look.ts';
import type { Notice, Notifier } from '../ports/notifier.ts';
import type { SessionStore } from '../ports/store.ts';
import type { Opening } from '../loop/settle.ts';

/** What it takes to tell of an opened gate. */
export interface Telling {
  readonly store: SessionStore;
  /** As people call it. */
  readonly session: string;
  /** The project's `.samocode`. */
  readonly config: string;
  readonly notifier: Notifier;
  readonly openings: Opening[];
  readonly warn: (text: string) => void;
}

/** Tells on the phone of each gate that was opened, and by whom; an act of the phone is told there already. */
export async function tellOpenings(telling: Telling): Promise<void> {
  const { openings, notifier, warn } = telling;
  for (const opening of openings.splice(0)) {
    if (isByPhone(opening.by)) continue;
    const failure = await notifier.tell(noticeOf(telling, opening));
    if (failure !== undefined) warn(`the notice could not be sent: ${failure.reason}`);
  }
}

function noticeOf({ store, session, config }: Telling, opening: Opening): Notice {
  const { phase, iteration } = look(store);
  const text = `The ${opening.gate} gate was opened by ${whoOpened(opening)}`;
  // Who lets the gates open by themselves does not want to be woken by it.
  const isSilent = opening.by === AUTO;
  return { kind: 'opened', session, phase, iteration, text, path: store.path, config, isSilent };
}

function whoOpened({ by, caller }: Opening): string {
  if (by === AUTO) return '--gates auto, without a person';
  if (by === 'file') return 'an edit of a file of the session';
  return caller === undefined ? by : `${by} (${caller})`;
}
