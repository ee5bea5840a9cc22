import { constants, copyFileSync, lstatSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Copied } from '../../../app/ports/workspace.ts';
import { errorCode } from '../../../domain/text/error-code.ts';
import { readText } from '../../disk/read-file.ts';
import { linkInto } from '../../disk/write-file.ts';
import type { Git } from '../worktree/unfinished.ts';

/** Paths as arguments of one git. */
const CHUNK = 200;
export const IGNORED = ['ls-files', '--others', '--ignored', '-z'];
export const INCLUDE_FILE = '.worktreeinclude';
/** samocode's own secrets, which no agent gets. */
export const OWN_SECRET = /^\s*(?:export\s+)?(?:TELEGRAM_|SAMOCODE_PING_)/m;

/** The files to copy. */
export interface CopyTask {
  /** The top of the repository's work tree, where `git` runs. */
  readonly root: string;
  readonly worktree: string;
  /** Relative to the top. */
  readonly paths: readonly string[];
  readonly hasInclude: boolean;
}

/** Copies the ignored files among the wanted ones; throws disk errors. */
export async function copyIgnored(git: Git, task: CopyTask): Promise<Copied> {
  const { root, worktree, paths } = task;
  const matched = task.hasInclude
    ? await list(git, [...IGNORED, `--exclude-from=${INCLUDE_FILE}`])
    : { paths: [], failures: [] };
  const ignored = await ignoredAt(git, [...paths, ...matched.paths]);
  const left = [...matched.failures, ...ignored.failures];
  if (left.length === 0) {
    const open = paths.filter((path) => isLeftOpen(path, task, ignored.paths));
    left.push(...open.map((path) => `${path}: git does not ignore it`));
  }
  let count = 0;
  for (const path of ignored.paths) {
    const why = copyOne(path, { root, worktree });
    if (why === undefined) count += 1;
    else if (why !== THERE) left.push(`${path}: ${why}`);
  }
  return { count, left };
}

/** A wanted path that exists, is not in the worktree and is not ignored. */
function isLeftOpen(
  path: string,
  { root, worktree }: CopyTask,
  ignored: readonly string[],
): boolean {
  const isWanted = statOf(join(root, path)) !== undefined;
  const isThere = statOf(join(worktree, path)) !== undefined;
  const isIgnored = ignored.some((one) => one === path || one.startsWith(`${path}/`));
  return isWanted && !isThere && !isIgnored;
}

interface Listed {
  readonly paths: readonly string[];
  readonly failures: readonly string[];
}

async function ignoredAt(git: Git, paths: readonly string[]): Promise<Listed> {
  const found: Listed[] = [];
  for (let at = 0; at < paths.length; at += CHUNK) {
    const args = ['--literal-pathspecs', ...IGNORED, '--exclude-standard', '--'];
    found.push(await list(git, [...args, ...paths.slice(at, at + CHUNK)]));
  }
  return {
    paths: [...new Set(found.flatMap((one) => one.paths))],
    failures: found.flatMap((one) => one.failures),
  };
}

/** A folder in the list is a repository of its own. */
async function list(git: Git, args: readonly string[]): Promise<Listed> {
  const { ok, stdout, stderr } = await git(args);
  if (!ok) return { paths: [], failures: [`git could not list files: ${stderr.trim()}`] };
  const paths = stdout.split('\0').filter((path) => path !== '' && !path.endsWith('/'));
  return { paths, failures: [] };
}

const THERE = 'there';

/** Why a file was not copied; undefined if it was. */
function copyOne(
  path: string,
  { root, worktree }: Pick<CopyTask, 'root' | 'worktree'>,
): string | undefined {
  const [from, to] = [join(root, path), join(worktree, path)];
  if (statOf(from)?.isFile() !== true) return 'it is no regular file';
  if (statOf(to) !== undefined) return THERE;
  if (basename(path).startsWith('.env') && OWN_SECRET.test(readText(from))) {
    return "it holds samocode's own secrets (TELEGRAM_… or SAMOCODE_PING_URL); move them to .samocode.env";
  }
  if (!makeFolders(worktree, dirname(path)))
    return 'its folder in the worktree is a link or a file';
  // On the same disk, and in no work tree: a copy that a kill cut short is not seen by an agent.
  const temporary = join(dirname(realpathSync(worktree)), `.${basename(worktree)}.copy`);
  rmSync(temporary, { force: true });
  try {
    copyFileSync(from, temporary, constants.COPYFILE_EXCL);
    return linkInto(temporary, to) ? undefined : THERE;
  } catch (error) {
    if (errorCode(error) === 'EACCES') return 'it cannot be read';
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Follows no link: the repository may have one that leads out of the worktree. */
function makeFolders(worktree: string, folder: string): boolean {
  let path = worktree;
  for (const part of folder === '.' ? [] : folder.split('/')) {
    path = join(path, part);
    const stat = statOf(path);
    if (stat === undefined) mkdirSync(path);
    else if (!stat.isDirectory()) return false;
  }
  return true;
}

function statOf(path: string): ReturnType<typeof lstatSync> | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A file in the place of a folder.
  }
}
