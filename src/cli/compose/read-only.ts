import { openStore } from '../../adapters/session/session-store.ts';
import type { SessionStore } from '../../app/ports.ts';
import type { Place } from './place.ts';

/** The store of a session that may not exist yet, for commands that only look. */
export function openReadOnly(place: Place, warn: (text: string) => void): SessionStore {
  return openStore(place.folder, warn);
}
