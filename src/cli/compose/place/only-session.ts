import { type ListedFolder, listSessions } from '../../../adapters/session/session-list.ts';
import { noSessionNamed } from '../../render/unknown-session.ts';

/** The only session of a project; throws a UserError if there is none, or if there are more. */
export function onlySession(sessions: string, config: string | undefined): ListedFolder {
  const [first, second] = listSessions(sessions);
  if (first === undefined || second !== undefined) throw unnamedIn(sessions, config);
  return first;
}

/** Why a command needs a name, with the names of the project. */
export function unnamedIn(sessions: string, config: string | undefined): Error {
  return noSessionNamed(
    sessions,
    listSessions(sessions).map(({ name }) => name),
    config,
  );
}
