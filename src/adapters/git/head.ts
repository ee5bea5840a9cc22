import { join } from 'node:path';
import type { Repository } from '../../app/ports/repository.ts';
import type { Head } from '../../domain/phases/progress.ts';
import { readBytes } from '../disk/read-file.ts';
import { fromRegular, readAt } from '../disk/regular-file.ts';
import { type GitFolders, gitFoldersOf, workTreeRoot } from './place/folders.ts';

const UNKNOWN: Head = { commit: null, tree: null };
const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** Git itself follows no more than five symbolic refs. */
const DEPTH = 5;
/** `refs/…` of one work tree alone; all others are shared (gitrepository-layout). */
const PER_WORK_TREE = /^(?!refs\/)|^refs\/(?:bisect|worktree|rewritten)\//;
/** The start of a commit object: `commit <size>\0tree <id>\n`. */
const COMMIT_HEAD = /^commit \d+\0tree ([0-9a-f]{40,64})\n/;
const OBJECT_BYTES = 512;

/** The commit alone costs less: its tree has to be unpacked. */
export type HeadReader = Pick<Repository, 'commit' | 'head'>;

/**
 * HEAD of the work tree a folder belongs to, from files, as git keeps them: no process, two small
 * reads. Unknown where it is kept otherwise (reftable) or cannot be read; `unborn` before the first
 * commit. Where a work tree keeps its things is looked up once.
 */
export function headReader(): HeadReader {
  const places = new Map<string, GitFolders>();
  let last: Head = UNKNOWN;
  const placeOf = (folder: string): GitFolders | undefined => {
    const place = places.get(folder) ?? foldersOf(folder);
    if (place !== undefined) places.set(folder, place);
    return place;
  };
  return {
    commit: (folder) => {
      const place = placeOf(folder);
      return place === undefined ? null : commitOf(place);
    },
    head: (folder) => {
      const place = placeOf(folder);
      if (place === undefined) return UNKNOWN;
      const commit = commitOf(place);
      if (commit === null || !OBJECT_ID.test(commit)) return { commit, tree: null };
      if (commit !== last.commit) last = { commit, tree: treeOf(place.commonDir, commit) };
      return last;
    },
  };
}

function foldersOf(folder: string): GitFolders | undefined {
  const root = workTreeRoot(folder);
  return root === undefined ? undefined : gitFoldersOf(root);
}

/** The commit that a ref leads to; `unborn` where it does not exist, null where files do not say. */
export function commitOf(folders: GitFolders, from = 'HEAD'): string | null {
  let ref = from;
  for (let depth = 0; depth <= DEPTH; depth += 1) {
    const text = readBytes(join(PER_WORK_TREE.test(ref) ? folders.gitDir : folders.commonDir, ref));
    const value = text?.toString().trim() ?? packedRef(folders.commonDir, ref);
    if (value === undefined) return ref === 'HEAD' ? null : 'unborn';
    if (OBJECT_ID.test(value)) return value;
    const [, target] = /^ref: (refs\/.+)$/.exec(value) ?? [];
    // The content of HEAD if the refs are stored in another format.
    if (target === undefined || target === 'refs/heads/.invalid') return null;
    if (target.split('/').includes('..')) return null;
    ref = target;
  }
  return null;
}

/** `<id> <ref>` lines; a ref that has a file of its own is newer than its line here. */
function packedRef(commonDir: string, ref: string): string | undefined {
  const packed = readBytes(join(commonDir, 'packed-refs'));
  if (packed === undefined) return undefined;
  const at = packed.indexOf(` ${ref}\n`);
  if (at < 0) return undefined;
  return packed.toString('latin1', packed.lastIndexOf('\n', at) + 1, at);
}

/** The tree of a loose commit, as a new one is; null if it was packed. */
function treeOf(commonDir: string, commit: string): string | null {
  const path = join(commonDir, 'objects', commit.slice(0, 2), commit.slice(2));
  try {
    const start = fromRegular(path, (fd) => readAt(fd, OBJECT_BYTES, 0), 'followed');
    if (start === undefined) return null;
    // Loaded here: at the start it would take a third of a start of Node.
    const { constants, inflateSync } = process.getBuiltinModule('node:zlib');
    const text = inflateSync(start, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1');
    return COMMIT_HEAD.exec(text)?.[1] ?? null;
  } catch {
    return null; // No object as git writes them: the commit's id has to do.
  }
}
