import { join } from 'node:path';
import type { OpenedFolder } from '../../app/ports/session/folders.ts';
import { isSessionName } from '../../domain/session/naming/names.ts';
import { isBegun } from './begun.ts';
import { findSession } from './folder.ts';
import { listSessions } from './session-list.ts';

/** The skill `session-management` puts sessions there. */
const ARCHIVE = '_archive';

/** What a person may have meant by the name of a session that is not there. */
export function likelySessions(
  sessions: string,
  name: string,
): { readonly begun: readonly string[]; readonly archived: string | undefined } {
  const archived = findArchived(join(sessions, ARCHIVE), name)?.path;
  return { begun: begunNames(sessions), archived };
}

/** The names of a project's sessions that have begun. */
function begunNames(sessions: string): readonly string[] {
  return listSessions(sessions)
    .filter(({ path }) => isBegun(path))
    .map((listed) => listed.name)
    .filter(isSessionName);
}

/** Undefined if there is none, a file has its name, or the folder cannot be read. */
function findArchived(archive: string, name: string): OpenedFolder | undefined {
  try {
    const found = findSession(archive, name, new Date());
    return found.exists ? found : undefined;
  } catch {
    return undefined;
  }
}
