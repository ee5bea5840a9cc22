import { join } from 'node:path';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { cleanWorktree } from '../../../adapters/git/worktree/worktree-clean.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { look } from '../../../app/session/look.ts';
import type { CleanedWorktree } from '../../../domain/logs/clean-plan.ts';
import type { ReadingFlags, ReadSession } from '../reading/reading.ts';

/** Removes the worktree of a session that is done, where nothing can be lost; undefined: it has none. */
export function worktreeRemover(
  { config: named }: ReadingFlags,
  isDry: boolean,
): (session: ReadSession) => Promise<CleanedWorktree | undefined> {
  const at = namedHere(named);
  const { mainRepo, worktrees } = workFolders(at);
  return async ({ store, holder }) => {
    if (mainRepo === undefined || worktrees === undefined) return undefined;
    const path = join(worktrees, store.folder);
    const { standing, state } = look(store);
    if (standing.kind !== 'done') {
      const why = `its session is not done: ${standing.kind}`;
      return { path, isRemoved: false, branch: null, why };
    }
    // A run may have begun since the logs were cleaned.
    if (holder() !== undefined)
      return { path, isRemoved: false, branch: null, why: 'a run holds it' };
    const { environment } = at;
    const owned = state.branch;
    return await cleanWorktree(
      { mainRepo, environment, runTool, isDry },
      { path, branch: owned?.name, base: owned?.base?.name },
    );
  };
}
