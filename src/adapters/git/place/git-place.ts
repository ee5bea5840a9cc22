import type { Stats } from 'node:fs';
import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readText } from '../../disk/read-file.ts';
import { linkedGitDir } from './folders.ts';

/** The place of a folder, as git would see it. */
export type GitPlace =
  | { readonly kind: 'work-tree'; readonly root: string; readonly gitDir: string }
  | { readonly kind: 'bare'; readonly path: string }
  /** Inside a `.git` folder. */
  | { readonly kind: 'git-dir'; readonly path: string }
  /** A `.git` file that leads to no git folder, as a moved repository leaves them. */
  | { readonly kind: 'broken'; readonly path: string }
  | { readonly kind: 'none' };

/**
 * Finds the work tree of a folder as git does, upwards, but by reading alone: no git is spawned.
 */
export function findGitPlace(folder: string): GitPlace {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const place = placeAt(at);
    if (place !== undefined) return place;
    if (dirname(at) === at) return { kind: 'none' };
  }
}

function placeAt(folder: string): GitPlace | undefined {
  const dotGit = join(folder, '.git');
  const stat = look(dotGit);
  if (stat?.isFile() === true) return linkedWorkTree(folder, dotGit);
  if (stat?.isDirectory() === true && look(join(dotGit, 'HEAD')) !== undefined) {
    if (isBare(dotGit)) return { kind: 'bare', path: folder };
    return { kind: 'work-tree', root: folder, gitDir: dotGit };
  }
  const parts = ['HEAD', 'objects', 'refs'];
  if (!parts.every((part) => look(join(folder, part)) !== undefined)) return undefined;
  return { kind: basename(folder) === '.git' ? 'git-dir' : 'bare', path: folder };
}

/** A `.git` file names the git folder of a linked work tree or a submodule. */
function linkedWorkTree(root: string, dotGit: string): GitPlace {
  const gitDir = linkedGitDir(root);
  if (gitDir === undefined || look(join(gitDir, 'HEAD')) === undefined) {
    return { kind: 'broken', path: dotGit };
  }
  return { kind: 'work-tree', root, gitDir };
}

/** The git folder of a work tree whose top is `folder`; undefined where no `.git` there leads to one. */
export function gitDirAt(folder: string): string | undefined {
  const dotGit = join(folder, '.git');
  const stat = look(dotGit);
  if (stat?.isDirectory() === true) return dotGit;
  if (stat?.isFile() !== true) return undefined;
  const place = linkedWorkTree(folder, dotGit);
  return place.kind === 'work-tree' ? place.gitDir : undefined;
}

/** `core.bare` of a repository that was made bare after the fact, or cloned bare into `.git`. */
function isBare(gitDir: string): boolean {
  const core = /^\s*\[core\]([^[]*)/im.exec(readText(join(gitDir, 'config')))?.[1] ?? '';
  return /^\s*bare\s*(=\s*(true|yes|on|1)\s*)?$/im.test(core);
}

/** Undefined where nothing is, or where we may not look. */
export function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Not to be looked into: for us it is not there.
    return undefined;
  }
}
