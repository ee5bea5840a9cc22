import { join } from 'node:path';
import { systemClock } from '../../../adapters/clock.ts';
import type { SessionWork } from '../../../adapters/git/checkpoint/take.ts';
import { commonDirOf } from '../../../adapters/git/place/folders.ts';
import type { GitPlace } from '../../../adapters/git/place/git-place.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { keptFolder } from '../../../adapters/session/kept-folder.ts';
import type { Place } from './place.ts';

/** The worktree of a session as checkpoints need it; undefined: its project is no git repository. */
export function sessionWork(
  { config, folder, stateDir }: Pick<Place, 'config' | 'folder' | 'stateDir'>,
  git: GitPlace,
  environment: Readonly<Record<string, string>>,
): SessionWork | undefined {
  if (git.kind !== 'work-tree') return undefined;
  return {
    workTree: join(config.worktrees, folder.folder),
    commonDir: commonDirOf(git.gitDir),
    ownDir: join(keptFolder(stateDir, folder.path), 'checkpoints'),
    environment,
    runTool,
    session: folder.folder,
    ownFolders: [config.sessions, config.worktrees],
    now: () => systemClock.now(),
  };
}
