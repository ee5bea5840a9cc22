import type { SessionFolders } from '../../app/ports/session/folders.ts';
import { isBegun } from './begun.ts';
import { findSession, freshSession } from './folder.ts';
import { listSessions } from './session-list.ts';

/** The folders in SESSIONS; a new one has the date of its moment. */
export function sessionFolders(sessions: string): SessionFolders {
  return {
    find: (name) => findSession(sessions, name, new Date()),
    fresh: (name, { make }) => freshSession(sessions, name, { today: new Date(), make }),
    list: () => listSessions(sessions),
    isBegun,
  };
}
