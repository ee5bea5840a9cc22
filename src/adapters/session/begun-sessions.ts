import { isSessionName } from '../../domain/session/names.ts';
import { isBegun } from './begun.ts';
import { findSession, type OpenedFolder } from './folder.ts';
import { listSessions } from './session-list.ts';

/** The names of a project's sessions that have begun. */
export function begunNames(sessions: string): readonly string[] {
  return listSessions(sessions)
    .filter(({ path }) => isBegun(path))
    .map((listed) => listed.name)
    .filter(isSessionName);
}

/** Undefined if there is none, a file has its name, or the folder cannot be read. */
export function findArchived(archive: string, name: string): OpenedFolder | undefined {
  try {
    const found = findSession(archive, name, new Date());
    return found.exists ? found : undefined;
  } catch {
    return undefined;
  }
}
