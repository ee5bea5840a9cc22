import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { readText } from '../../disk/read-file.ts';
import { commonDirOf } from './folders.ts';
import { indexHolds } from './git-index.ts';
import { gitDirAt } from './git-place.ts';

/**
 * Whether a repository around a file, the nearest one or one further up, tracks it or the file that a
 * link at its path leads to. Found by reading alone: no git is started, so nothing of the repository runs.
 */
export function isTracked(path: string): boolean {
  const paths = [join(realPath(dirname(path)), basename(path)), realPath(path)];
  return [...new Set(paths)].some(isTrackedAt);
}

/** Upwards through every repository: a folder of a clone may look like a bare one (`HEAD`, `objects`, `refs`). */
function isTrackedAt(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const gitDir = gitDirAt(folder);
    if (gitDir !== undefined) {
      const name = relative(folder, path).split(sep).join('/');
      if (indexHolds(join(gitDir, 'index'), name, hashBytesOf(gitDir))) return true;
    }
    if (dirname(folder) === folder) return false;
  }
}

function hashBytesOf(gitDir: string): number {
  const config = readText(join(commonDirOf(gitDir), 'config'));
  return /^\s*objectformat\s*=\s*"?sha256/im.test(config) ? 32 : 20;
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path; // Not there, or not to be looked into: nothing is read from it.
  }
}
