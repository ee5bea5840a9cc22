import { basename, dirname, join, relative, resolve } from 'node:path';
import { findGitPlace, look, read } from './git-work-tree.ts';

/**
 * The `.samocode` of the project that a file belongs to. A committed `.samocode` is in every linked
 * worktree, those of the sessions among them; there it names the file at the same place of the main
 * checkout. The file itself counts where that one does not exist: in a bare repository, which has no
 * main checkout, and where the main checkout has no such file. From files alone; starts no git.
 */
export function ownConfigPath(configPath: string): string {
  const place = findGitPlace(dirname(configPath));
  if (place.kind !== 'work-tree') return configPath;
  const main = mainCheckout(place.gitDir, place.root);
  if (main === undefined) return configPath;
  const own = join(main, relative(place.root, configPath));
  return isFile(own) ? own : configPath;
}

/** Undefined for a work tree that is no linked one, and where no main checkout exists. */
function mainCheckout(gitDir: string, root: string): string | undefined {
  const common = read(join(gitDir, 'commondir')).trim();
  const back = read(join(gitDir, 'gitdir')).trim();
  // A copied or forged `.git` file does not make a folder a worktree: git's entry has to name it.
  if (common === '' || !isSame(resolve(gitDir, back), join(root, '.git'))) return undefined;
  const commonDir = resolve(gitDir, common);
  if (basename(commonDir) !== '.git') return undefined;
  const main = findGitPlace(dirname(commonDir));
  return main.kind === 'work-tree' && isSame(main.gitDir, commonDir) ? main.root : undefined;
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [look(one), look(other)];
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

function isFile(path: string): boolean {
  return look(path)?.isFile() === true;
}
