import { accessSync, constants, lstatSync, type Stats } from 'node:fs';
import { isMissing } from '../../../domain/text/error-code.ts';
import { readListing } from '../content/listing.ts';
import { ownPaths } from '../content/own-paths.ts';
import type { CheckpointGit, CheckpointPlace } from './raw-git.ts';
import { stdoutOf } from './stdout-of.ts';

/** Larger files are named and left out: they would fill the repository of a person. */
const LARGEST_BYTES = 20_000_000;

/** What changed in the work tree since the last checkpoint; paths in latin1, one character for each byte. */
export interface Changed {
  /** Files that are there, or no longer there. */
  readonly paths: readonly string[];
  readonly leftOut: readonly string[];
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
  const changed = { paths: [] as string[], leftOut: [] as string[], repositories: [] as string[] };
  for (const path of new Set([...listed, ...forced])) {
    if (isOwn(path)) continue;
    const kind = kindOf(Buffer.from(`${workTree}/${path}`, 'latin1'));
    if (kind === 'repository') changed.repositories.push(path);
    // An entry that git cannot store, such as a socket, is no file for it.
    if (kind === 'large' || kind === 'unreadable') changed.leftOut.push(path);
    else changed.paths.push(path);
  }
  return changed;
}

type Kind = 'file' | 'gone' | 'repository' | 'large' | 'unreadable';

function kindOf(path: Buffer): Kind {
  const stat = statOf(path);
  if (stat === undefined) return 'gone';
  if (stat.isDirectory()) return 'repository';
  if (stat.isSymbolicLink()) return 'file';
  if (!stat.isFile()) return 'gone';
  if (stat.size > LARGEST_BYTES) return 'large';
  try {
    accessSync(path, constants.R_OK);
    return 'file';
  } catch {
    return 'unreadable';
  }
}

/** Undefined where a file has taken the place of one of its folders, too. */
function statOf(path: Buffer): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
