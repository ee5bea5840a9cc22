import { join } from 'node:path';
import { refuseForeignSession } from '../../../adapters/config/folders/owner.ts';
import { likelySessions } from '../../../adapters/session/begun-sessions.ts';
import { sessionFolders } from '../../../adapters/session/session-folders.ts';
import type { Choice } from '../../../app/session/choose-session.ts';
import { newNeedsTask, noSessionNamed, unknownSession } from '../../render/unknown-session.ts';

/** The sessions in a folder, of which a command chooses one. `config` as it was given. */
export function choiceIn(sessions: string, config: string | undefined): Choice {
  return {
    folders: sessionFolders(sessions),
    refuseForeign: (folder) => {
      refuseForeignSession(join(sessions, folder));
    },
    errors: {
      unnamed: (names) => noSessionNamed(sessions, names, config),
      unknown: (name, isEmpty) => {
        const near = likelySessions(sessions, name);
        return unknownSession({ sessions, name, configPath: config, isEmpty, ...near });
      },
      newNeedsTask,
    },
  };
}
