import { join } from 'node:path';
import type { Environment } from '../../../adapters/config/environment.ts';
import { realOf } from '../../../adapters/disk/real-path.ts';
import { sessionToken } from '../../../domain/people/chat.ts';
import { stateFolder } from './state-folder.ts';

/** Where samocode keeps, outside of a session, what shows that the session's files are its own. */
export function keptFolder(
  { environment, home }: { readonly environment: Environment; readonly home: string },
  sessionPath: string,
): string {
  return join(stateFolder(environment, home), 'sessions', sessionToken(realOf(sessionPath)));
}
