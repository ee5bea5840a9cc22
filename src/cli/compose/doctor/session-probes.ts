import { statSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedConfig } from '../../../adapters/config/named-config.ts';
import { tryFolder } from '../../../adapters/machine/try-folder.ts';
import { isBegun } from '../../../adapters/session/begun.ts';
import type { FolderFacts } from '../../../domain/doctor/place.ts';
import type { ReadingFlags } from '../reading/reading.ts';

/** The doctor's probes of a session's folder. */
export function probeSession(path: string): {
  readonly isBegun: boolean;
  readonly folder: () => FolderFacts;
} {
  return { isBegun: isBegun(path), folder: () => tryFolder('session', path) };
}

/** The worktree of the session at this path; undefined if the project names no folder of worktrees. */
export function findWorktree(
  path: string,
  flags: ReadingFlags,
): { readonly path: string; readonly isThere: boolean } | undefined {
  const cwd = process.cwd();
  const { configPath } = namedConfig(flags.config, cwd);
  const home = homeFolder(processEnvironment());
  const { worktrees } = workFolders({ configPath, cwd, home });
  if (worktrees === undefined) return undefined;
  const worktree = join(worktrees, path.split('/').at(-1) ?? '');
  const isThere = statSync(worktree, { throwIfNoEntry: false })?.isDirectory() === true;
  return { path: worktree, isThere };
}
