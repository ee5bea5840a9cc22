import { join } from 'node:path';
import { sessionToken } from '../../domain/people/token.ts';
import { realOf } from '../disk/real-path.ts';

/** Where samocode keeps, outside of a session, what shows that the session's files are its own. */
export function keptFolder(stateDir: string, sessionPath: string): string {
  return join(stateDir, 'sessions', sessionToken(realOf(sessionPath)));
}
