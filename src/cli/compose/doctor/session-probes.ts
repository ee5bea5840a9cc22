import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { findWorktree } from '../../../adapters/git/work-place.ts';
import { tryFolder } from '../../../adapters/machine/try-folder.ts';
import { isBegun } from '../../../adapters/session/begun.ts';
import type { ReadingFlags, ReadSession } from '../reading/reading.ts';

/** The doctor's probes of a session. */
export function probeSession({ path }: ReadSession, flags: ReadingFlags) {
  return {
    isBegun: isBegun(path),
    folder: () => tryFolder('session', path),
    /** Undefined if the project names no folder of worktrees. */
    worktree: () => findWorktree(path, workFolders(namedHere(flags.config))),
  } as const;
}
