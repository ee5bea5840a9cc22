import { accessSync, constants, lstatSync, type Stats } from 'node:fs';
import { LARGEST_KEPT_BYTES } from '../../../domain/checkpoints/checkpoint.ts';
import { readListing } from '../content/listing.ts';
import { ownPaths } from '../content/own-paths.ts';
import { pathIn } from '../content/paths.ts';
import { commitOf } from '../head.ts';
import { gitFoldersOf } from '../place/folders.ts';
import type { CheckpointGit, CheckpointPlace } from './raw-git.ts';
import { stdoutOf } from './stdout-of.ts';

/** What changed in the work tree since the last checkpoint; paths in latin1, one character for each byte. */
export interface Changed {
  /** Files that are there. */
  readonly paths: readonly string[];
  /** Paths that have nothing for git to store. */
  readonly gone: readonly string[];
  readonly leftOut: readonly string[];
  /** With a commit, which is stored, or without one. */
  readonly repositories: readonly string[];
}

/** It does not look into submodules: git would start the programs that their settings name. */
const STATUS = [
  ...['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all'],
  ...['--no-renames', '--ignore-submodules=dirty'],
];

/** Own status of the work tree; ignored files are not in it. `forced`: more paths, ignored or not. */
export async function changedFiles(
  git: CheckpointGit,
  { workTree, ownFolders }: CheckpointPlace & { readonly ownFolders: readonly string[] },
  forced: readonly string[],
): Promise<Changed> {
  const isOwn = ownPaths(workTree, ownFolders);
  const listed = readListing(await stdoutOf(git(STATUS))).paths.map(({ path }) => path);
  const isFolder = realFolders(workTree);
  const kinds = [...new Set([...listed, ...forced])]
    .filter((path) => !isOwn(path))
    .map((path) => ({
      path,
      kind: isFolder(folderOf(path)) ? kindOf(pathIn(workTree, path)) : ('gone' as const),
    }));
  const of = (...wanted: readonly Kind[]): readonly string[] =>
    kinds.flatMap(({ path, kind }) => (wanted.includes(kind) ? [path] : []));
  return {
    paths: of('file', 'repository'),
    // An entry that git cannot store, such as a socket, is no file for it.
    gone: of('gone', 'repository without a commit'),
    leftOut: of('large', 'unreadable'),
    repositories: of('repository', 'repository without a commit'),
  };
}

/** Whether a folder of the work tree is one, and no link has its place or that of a folder above: git follows none. */
function realFolders(workTree: string): (folder: string) => boolean {
  const known = new Map([['', true]]);
  const isFolder = (folder: string): boolean => {
    const is =
      known.get(folder) ??
      (isFolder(folderOf(folder)) && statOf(pathIn(workTree, folder))?.isDirectory() === true);
    known.set(folder, is);
    return is;
  };
  return isFolder;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

type Kind = 'file' | 'gone' | 'repository' | 'repository without a commit' | 'large' | 'unreadable';

function kindOf(path: Buffer): Kind {
  const stat = statOf(path);
  if (stat === undefined) return 'gone';
  if (stat.isDirectory()) return kindOfFolder(path);
  if (stat.isSymbolicLink()) return 'file';
  if (!stat.isFile()) return 'gone';
  if (stat.size > LARGEST_KEPT_BYTES) return 'large';
  try {
    accessSync(path, constants.R_OK);
    return 'file';
  } catch {
    return 'unreadable';
  }
}

/** `git update-index` refuses a folder in which it finds no commit, and with it all other paths. */
function kindOfFolder(path: Buffer): Kind {
  if (statOf(Buffer.concat([path, Buffer.from('/.git')])) === undefined) return 'gone';
  const commit = commitOf(gitFoldersOf(path.toString()));
  return commit === null || commit === 'unborn' ? 'repository without a commit' : 'repository';
}

function statOf(path: Buffer): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
