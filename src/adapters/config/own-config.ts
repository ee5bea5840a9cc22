import { readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readEnvFile } from './env-file.ts';
import { expandPath } from './expand-path.ts';
import { findGitPlace, look, read } from './git-work-tree.ts';

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

/** The repository of a linked work tree; undefined for any other work tree. */
function commonOf(gitDir: string, root: string): string | undefined {
  const common = read(join(gitDir, 'commondir')).trim();
  // A copied or forged `.git` file does not make a folder a worktree: git's entry has to name it.
  if (common === '' || !isSame(dotGitOf(gitDir), join(root, '.git'))) return undefined;
  return resolve(gitDir, common);
}

/** The `.git` file that git's entry of a worktree names. */
function dotGitOf(gitDir: string): string {
  return resolve(gitDir, read(join(gitDir, 'gitdir')).trim());
}

function mainCheckout(commonDir: string): string | undefined {
  if (basename(commonDir) !== '.git') return undefined;
  const main = findGitPlace(dirname(commonDir));
  return main.kind === 'work-tree' && isSame(main.gitDir, commonDir) ? main.root : undefined;
}

/** The file of the one worktree outside its own WORKTREES whose WORKTREES holds `root`. */
function ofBare(
  commonDir: string,
  root: string,
  inTree: string,
  reader: Reader,
): string | undefined {
  const projects = entries(join(commonDir, 'worktrees')).flatMap((entry) => {
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

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    // A repository without the folder has no linked worktree.
    return [];
  }
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [look(one), look(other)];
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

function isFile(path: string): boolean {
  return look(path)?.isFile() === true;
}
