import { dirname, join, relative } from 'node:path';
import { findGitPlace, look } from '../../git/place/git-place.ts';
import {
  commonOf,
  dotGitOf,
  isSame,
  mainCheckout,
  worktreeEntries,
} from '../../git/place/linked-work-tree.ts';
import { expandPath } from '../folders/expand-path.ts';
import { readEnvFile } from './env-file.ts';

interface Reader {
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/**
 * The `.samocode` of the project that a file belongs to. A committed `.samocode` is in every linked
 * worktree, those of the sessions among them; there it names the file at the same place of the main
 * checkout. A bare repository has no main checkout: there it names the file of the one other worktree
 * whose WORKTREES holds this one. The file itself counts where neither exists. From files alone;
 * starts no git.
 */
export function ownConfigPath(configPath: string, reader: Reader): string {
  const place = findGitPlace(dirname(configPath));
  if (place.kind !== 'work-tree') return configPath;
  const commonDir = commonOf(place.gitDir, place.root);
  if (commonDir === undefined) return configPath;
  const inTree = relative(place.root, configPath);
  const main = mainCheckout(commonDir);
  if (main === undefined) return ofBare(commonDir, place.root, inTree, reader) ?? configPath;
  const own = join(main, inTree);
  return isFile(own) ? own : configPath;
}

/** The file of the one worktree outside its own WORKTREES whose WORKTREES holds `root`. */
function ofBare(
  commonDir: string,
  root: string,
  inTree: string,
  reader: Reader,
): string | undefined {
  const projects = worktreeEntries(commonDir).flatMap((entry) => {
    const other = dirname(dotGitOf(entry));
    const path = join(other, inTree);
    if (commonOf(entry, other) === undefined || !isFile(path)) return [];
    const worktrees = worktreesOf(path, reader);
    if (worktrees === undefined || isSame(worktrees, dirname(other))) return [];
    return isSame(worktrees, dirname(root)) ? [path] : [];
  });
  return projects.length === 1 ? projects[0] : undefined;
}

function worktreesOf(configPath: string, reader: Reader): string | undefined {
  const file = readEnvFile(configPath);
  const raw = file.kind === 'values' ? file.values.get('WORKTREES') : undefined;
  if (raw === undefined || raw.value.trim() === '') return undefined;
  const expanded = expandPath({ value: raw.value.trim(), folder: raw.folder, ...reader });
  return 'path' in expanded ? expanded.path : undefined;
}

function isFile(path: string): boolean {
  return look(path)?.isFile() === true;
}
