import { join } from 'node:path';
import { sessionToken } from '../../domain/people/chat.ts';
import { realOf } from '../disk/real-path.ts';
import { stateFolder } from '../state-folder.ts';

/** Where samocode keeps, outside of a session, what shows that the session's files are its own. */
export function keptFolder(
  {
    environment,
    home,
  }: { readonly environment: Readonly<Record<string, string | undefined>>; readonly home: string },
  sessionPath: string,
): string {
  return join(stateFolder(environment, home), 'sessions', sessionToken(realOf(sessionPath)));
}
