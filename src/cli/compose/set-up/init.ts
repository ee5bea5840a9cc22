import { here } from '../../../adapters/config/environment.ts';
import { configAround, placeOf } from '../../../adapters/config/files/found-config.ts';
import {
  absolute,
  checkSettings,
  configExists,
  propose,
  writeProject,
  writtenPath,
} from '../../../adapters/config/project-files.ts';
import { accept } from '../../../adapters/config/trust/accepted.ts';
import { excludeFromGit } from '../../../adapters/git/worktree/exclude.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { Bubblewrap } from '../../../app/ports/sandbox.ts';
import type { SandboxChoice } from '../../../domain/set-up/credentials-file.ts';
import type { ProjectSettings } from '../../../domain/set-up/project-file.ts';
import { bubblewrapHere } from '../running/sandbox.ts';

/** The files of a project that does not exist yet. */
export const projectFiles = {
  absolute,
  checkSettings,
  configExists,
  propose,
  writtenPath,
  write: (
    configPath: string,
    settings: ProjectSettings,
    sandbox: SandboxChoice['sandbox'],
  ): readonly string[] => {
    const written = writeProject(configPath, settings, { sandbox, excludeFromGit });
    const { home, stateDir } = here();
    if (configAround(configPath, home) !== undefined) accept(placeOf(configPath, stateDir));
    return written;
  },
} as const;

/** Whether agents of this user could run in bubblewrap. */
export async function tryHere(): Promise<Bubblewrap> {
  return await bubblewrapHere(here(), NEVER);
}
