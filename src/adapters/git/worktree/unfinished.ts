import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Refusal } from '../../../app/ports/worktree.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { readText } from '../../disk/read-file.ts';
import { isSamePath, realOf } from '../../disk/real-path.ts';
import { LIST_INDEX, submodulesIn } from '../content/submodules.ts';
import { linkedGitDir } from '../place/folders.ts';
import { moveAway, refused } from '../refusal.ts';

/** The lock reason that git uses until a work tree is checked out; always in English. */
const INITIALIZING = 'initializing';

/** Files that are not as the index has them, without those that are missing. */
const CHANGED = [
  ...[
    '-c',
    'core.fsmonitor=false',
    '-c',
    'diff.autoRefreshIndex=true',
    'diff',
    '--name-only',
    '-z',
  ],
  ...['--diff-filter=d', '--no-renames', '--ignore-submodules=all'],
];
/** Files that are not in the index; ignored ones may be valuable, too. */
const OTHERS = ['ls-files', '--others', '--directory', '-z'];

/** Runs git; `more` is added to its environment. */
export type Git = (
  args: readonly string[],
  more?: Readonly<Record<string, string>>,
) => Promise<{ readonly ok: boolean; readonly stdout: string; readonly stderr: string }>;

/**
 * Removes the unfinished work of a killed `git worktree add` at `path`, so that it can be created
 * again. Returns the reason why it must stay, if it holds a file that is not in the branch. git
 * does the rest. `reading` starts no program that the repository names; a file that a filter of the
 * repository's own settings made counts as a foreign file.
 */
export async function clearUnfinished(
  { git, reading }: { readonly git: Git; readonly reading: Git },
  commonDir: string,
  at: { readonly path: string; readonly branch: string },
): Promise<Refusal | undefined> {
  const { path, branch } = at;
  const gitDir = registered(commonDir, path);
  const isLeft =
    gitDir === undefined ? isForgotten(commonDir, path) : isInitializing(gitDir, branch);
  if (!isLeft) return undefined;
  const foreign = await foreignIn(reading, { commonDir, gitDir, path, branch });
  if (foreign !== undefined) {
    const why =
      gitDir === undefined
        ? 'git has no data of it any more (after git worktree prune?)'
        : 'git was killed while it made it';
    const reason = `${why}, and it holds files that git did not put there (${foreign})`;
    return refused(`the worktree ${path} is incomplete: ${reason}`, moveAway(path));
  }
  const { rm } = await import('node:fs/promises');
  await rm(path, { recursive: true, force: true });
  if (gitDir === undefined) return undefined;
  const remove = ['worktree', 'remove', '--force', '--force', path];
  const { ok, stderr } = await git(remove);
  if (ok) return undefined;
  return refused(stderr.trim(), joinShellWords(['git', '-C', dirname(commonDir), ...remove]));
}

/** A large work tree is taken back by the next run. */
const TAKE_BACK_MS = 300;

/**
 * Undoes the unfinished work of a stopped git at `path`. A stop in a hook comes after git itself
 * takes the worktree for complete: it is marked as unfinished again, so that the next run replaces
 * it.
 */
export async function takeBack(commonDir: string, path: string, kill: AbortSignal): Promise<void> {
  const gitDir = registered(commonDir, path);
  if (gitDir === undefined) return;
  writeFileSync(join(gitDir, 'locked'), INITIALIZING);
  if (kill.aborted) return;
  const { rm } = await import('node:fs/promises');
  // All of it is git's and its hooks': the folder was not there before.
  const removed = rm(path, { recursive: true, force: true, maxRetries: 2 });
  const late = new Promise((resolve) => setTimeout(resolve, TAKE_BACK_MS).unref());
  await Promise.race([removed.catch(() => undefined), late]);
}

/**
 * Whether git has filled the work tree of this git folder. `git worktree add` makes the folder first
 * and fills it then: a killed one would pass for a project without most of its files.
 */
export function isWhole(gitDir: string): boolean {
  return existsSync(join(gitDir, 'index')) && !isLocked(gitDir);
}

/** Git's own lock, which it takes away when the work tree is complete; not a person's. */
export function isLocked(gitDir: string): boolean {
  const lock = join(gitDir, 'locked');
  // An exception for a file that is not there costs as much as ten looks.
  return existsSync(lock) && readText(lock).trim() === INITIALIZING;
}

/** The git folder that the repository keeps for a work tree at `path`, whether or not that exists. */
export function registered(commonDir: string, path: string): string | undefined {
  const kept = join(commonDir, 'worktrees');
  const dotGit = join(realOf(dirname(path)), basename(path), '.git');
  return (existsSync(kept) ? readdirSync(kept) : [])
    .map((name) => join(kept, name))
    .find((gitDir) => resolve(gitDir, readText(join(gitDir, 'gitdir')).trim()) === dotGit);
}

/**
 * Whether git was killed while it created the worktree for this branch, and no other work has begun
 * there.
 */
function isInitializing(gitDir: string, branch: string): boolean {
  const head = readText(join(gitDir, 'HEAD')).trim();
  // Before git sets the branch it writes an id of zeros.
  const isOnBranch = head === `ref: refs/heads/${branch}` || /^0*$/.test(head);
  return isLocked(gitDir) && isOnBranch && !existsSync(join(gitDir, 'modules'));
}

/** Git was killed while it took it away again: of the two it removes its own folder first. */
export function isForgotten(commonDir: string, path: string): boolean {
  const gitDir = linkedGitDir(path);
  if (gitDir === undefined || existsSync(gitDir)) return false;
  return isSamePath(dirname(gitDir), join(commonDir, 'worktrees'));
}

interface Unfinished {
  readonly commonDir: string;
  readonly gitDir: string | undefined;
  readonly path: string;
  readonly branch: string;
}

/** The files that git did not check out from the branch; missing and empty files come from git. */
async function foreignIn(git: Git, tree: Unfinished): Promise<string | undefined> {
  const { gitDir, path } = tree;
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isDirectory()) return 'no folder';
  const linked = linkedGitDir(path);
  if (linked !== undefined && gitDir !== undefined && !isSamePath(linked, gitDir)) {
    return '.git';
  }
  if (readdirSync(path).every((name) => name === '.git')) return undefined;
  const scratch = mkdtempSync(join(tmpdir(), 'samocode-index-'));
  try {
    return await differing(git, tree, join(scratch, 'index'));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The first path that differs from the branch, or why that cannot be told. */
async function differing(git: Git, tree: Unfinished, index: string): Promise<string | undefined> {
  const { commonDir, gitDir, path, branch } = tree;
  const place = { GIT_DIR: commonDir, GIT_WORK_TREE: path, GIT_OPTIONAL_LOCKS: '0' };
  const ref = `refs/heads/${branch}`;
  const look = async (args: readonly string[], file = index): Promise<readonly string[]> => {
    const { ok, stdout, stderr } = await git(args, { ...place, GIT_INDEX_FILE: file });
    return ok ? stdout.split('\0').filter((name) => name !== '') : [stderr.trim()];
  };
  const own = gitDir === undefined ? undefined : join(gitDir, 'index');
  const staged = ['diff-index', '--cached', '--name-only', '-z', ref];
  const isEmpty = (name: string): boolean =>
    lstatSync(join(path, name), { throwIfNoEntry: false })?.size === 0;
  const [unread] = await look(['read-tree', ref]);
  if (unread !== undefined) return unread;
  // The settings of repositories within name programs, so git does not look into them.
  const nested = submodulesIn((await look(LIST_INDEX)).join('\0'));
  const filled = nested.find((name) => existsSync(join(path, name, '.git')));
  if (filled !== undefined) return filled;
  const changed = (await look(CHANGED)).find((name) => !isEmpty(name));
  if (changed !== undefined) return changed;
  const [other] = await look(OTHERS);
  if (other !== undefined || own === undefined || !existsSync(own)) return other;
  return (await look(staged, own))[0];
}
