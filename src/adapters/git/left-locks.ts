import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readText } from '../disk/read-file.ts';
import { isSamePath, realOf } from '../disk/real-path.ts';
import { type GitFolders, gitFoldersOf, workTreeRoot } from './place/folders.ts';

export interface LockOptions {
  /** When the first agent of the session was started; epoch milliseconds, undefined: none was. */
  readonly sinceMs: () => number | undefined;
  /** Whether a living git may be at work in one of these folders. */
  readonly mayGitWorkIn: (folders: readonly string[]) => boolean;
  readonly nowMs: () => number;
}

/** Programs that change a repository without git hold a lock for an instant only. */
const YOUNG_MS = 1000;
/** Of the folder that all work trees share; its `index.lock` and `HEAD.lock` are the main checkout's. */
const SHARED = new Set(['packed-refs.lock', 'config.lock', 'shallow.lock']);
const NOT_FOR_COMMITS = new Set(['gc.pid.lock']);

/**
 * Lock files of git that keep the work tree of a folder from commits and that no living process owns:
 * they appeared since the session's first agent was started, and no git works in the repository. For
 * the time between two attempts, when the processes of the last one have been ended. Never throws.
 */
export function leftLocks(folder: string, options: LockOptions): readonly string[] {
  const root = workTreeRoot(folder);
  if (root === undefined) return [];
  const folders = gitFoldersOf(root);
  const latestMs = options.nowMs() - YOUNG_MS;
  const found = lockPaths(folders).flatMap((path) => {
    const changedMs = lockTimeMs(path);
    return changedMs === undefined || changedMs > latestMs ? [] : [{ path, changedMs }];
  });
  if (found.length === 0) return [];
  const sinceMs = options.sinceMs();
  const ours = found.filter(({ changedMs }) => sinceMs !== undefined && changedMs >= sinceMs);
  if (ours.length === 0 || options.mayGitWorkIn(workTrees(root, folders))) return [];
  return ours.map(({ path }) => path);
}

function lockPaths({ gitDir, commonDir }: GitFolders): readonly string[] {
  const own = namesIn(gitDir).filter((name) => name.endsWith('.lock'));
  const isLinked = !isSamePath(gitDir, commonDir);
  const shared = isLinked ? namesIn(commonDir).filter((name) => SHARED.has(name)) : [];
  const [, branch] = /^ref: (refs\/heads\/.+)$/m.exec(readText(join(gitDir, 'HEAD'))) ?? [];
  const refs = branch === undefined || branch.split('/').includes('..') ? [] : [branch.trim()];
  return [
    ...own.filter((name) => !NOT_FOR_COMMITS.has(name)).map((name) => join(gitDir, name)),
    ...shared.map((name) => join(commonDir, name)),
    ...refs.map((ref) => join(commonDir, `${ref}.lock`)),
  ];
}

/** The roots of all work trees of the repository, as far as files tell. */
function workTrees(root: string, { commonDir }: GitFolders): readonly string[] {
  const linked = namesIn(join(commonDir, 'worktrees')).flatMap((name) => {
    const gitDir = join(commonDir, 'worktrees', name);
    const dotGit = readText(join(gitDir, 'gitdir')).trim();
    return dotGit === '' ? [] : [dirname(resolve(gitDir, dotGit))];
  });
  const main = basename(commonDir) === '.git' ? dirname(commonDir) : commonDir;
  return [...new Set([root, main, ...linked].map(realOf))];
}

/** Undefined where no regular file is there; a name that would break a line is none that git makes. */
function lockTimeMs(path: string): number | undefined {
  if (/\p{Cc}/u.test(path)) return undefined;
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true ? stat.mtimeMs : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
