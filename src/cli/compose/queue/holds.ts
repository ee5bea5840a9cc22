import { join } from 'node:path';
import { realOf } from '../../../adapters/disk/real-path.ts';
import { commonDirOf } from '../../../adapters/git/place/folders.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import type { SessionReader } from '../../../app/ports/session/store.ts';
import { branchHold, sessionHold, worktreeHold } from '../../../domain/queue/holds.ts';
import type { Place } from '../place/place.ts';

/** Names of what no two running sessions may share: the session's folder, its worktree, and the branch that it owns. */
export function holdsOf(
  { config, folder }: Place,
  store: Pick<SessionReader, 'state'> | undefined,
): readonly string[] {
  const holds = [
    sessionHold(folder.path),
    worktreeHold(join(realOf(config.worktrees), folder.folder)),
  ];
  const branch = store?.state().branch?.name;
  const git = findGitPlace(config.mainRepo);
  if (branch === undefined || git.kind !== 'work-tree') return holds;
  return [...holds, branchHold(commonDirOf(git.gitDir), branch)];
}
