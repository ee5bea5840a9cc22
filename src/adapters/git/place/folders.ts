import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readText } from '../../disk/read-file.ts';

/** The folder of a work tree's own git files, and the one that it shares with other work trees. */
export interface GitFolders {
  readonly gitDir: string;
  readonly commonDir: string;
}

/** The root of the work tree that a folder belongs to: upwards, as git finds it; undefined: none. */
export function workTreeRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The git folders of a work tree, given its root: a `.git` folder, or the file that names one. */
export function gitFoldersOf(root: string): GitFolders {
  const gitDir = linkedGitDir(root) ?? join(root, '.git');
  return { gitDir, commonDir: commonDirOf(gitDir) };
}

/** The git folder that the `.git` file of a linked work tree names; undefined: it is no linked one. */
export function linkedGitDir(root: string): string | undefined {
  const [, linked] = /^gitdir: (.+?)[\r\n]*$/s.exec(readText(join(root, '.git'))) ?? [];
  return linked === undefined ? undefined : resolve(root, linked);
}

/** A linked work tree's git folder names the common one. */
export function commonDirOf(gitDir: string): string {
  const named = readText(join(gitDir, 'commondir')).trim();
  if (named !== '') return resolve(gitDir, named);
  const parent = dirname(gitDir);
  return basename(parent) === 'worktrees' ? dirname(parent) : gitDir;
}

/** When HEAD was moved last, as its log tells; epoch milliseconds, 0 where there is none. */
export function headMovedMs({ gitDir }: GitFolders): number {
  const stat = statSync(join(gitDir, 'logs', 'HEAD'), { throwIfNoEntry: false });
  return Math.floor(stat?.ctimeMs ?? 0);
}
