import { here } from '../../../adapters/config/environment.ts';
import {
  absolute,
  checkSettings,
  configExists,
  propose,
  writeProject,
  writtenPath,
} from '../../../adapters/config/project-files.ts';
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
  ): readonly string[] => writeProject(configPath, settings, { sandbox, excludeFromGit }),
} as const;

/** Whether agents of this user could run in bubblewrap. */
export async function tryHere(): Promise<Bubblewrap> {
  return await bubblewrapHere(here(), NEVER);
}
