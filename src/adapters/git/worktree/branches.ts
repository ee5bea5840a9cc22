import type { Refusal } from '../../../app/ports/worktree.ts';
import { isSamePath } from '../../disk/real-path.ts';
import { refusalOf } from '../complaint.ts';
import type { Git } from './unfinished.ts';

/** One entry of `git worktree list`. */
export interface ListedWorktree {
  readonly path: string;
  /** Undefined: detached, or a bare repository. */
  readonly branch: string | undefined;
}

/** All worktrees of the repository, those whose folder is not visible now included; or git's refusal. */
export async function listWorktrees(
  git: Git,
  mainRepo: string,
): Promise<readonly ListedWorktree[] | Refusal> {
  const { ok, stdout, stderr } = await git(['worktree', 'list', '--porcelain']);
  if (!ok) return refusalOf(stderr, { mainRepo });
  return stdout.split('\n\n').flatMap((entry) => {
    const [, path] = /^worktree (.+)$/m.exec(entry) ?? [];
    const [, branch] = /^branch refs\/heads\/(.+)$/m.exec(entry) ?? [];
    return path === undefined ? [] : [{ path, branch }];
  });
}

/** The worktree at another path that has the branch; git lets no two have one. */
export function holderOf(
  worktrees: readonly ListedWorktree[],
  branch: string,
  path: string,
): ListedWorktree | undefined {
  return worktrees.find((one) => one.branch === branch && !isSamePath(one.path, path));
}

/** A name for a new branch, and what kept the wanted name from being used. */
export interface BranchName {
  readonly branch: string;
  /** The branch that is in the way of the wanted name. */
  readonly obstacle: string | undefined;
}

/**
 * The wanted name where it is free, else with `-2`, `-3` … A name is not free where a branch has it,
 * or lies below it (`it/old`); one that lies above it (`me` for `me/it`) makes `me-it` of it. On a file
 * system that does not tell cases apart neither do the names.
 */
export async function freeBranch(
  git: Git,
  wanted: string,
  worktrees: readonly ListedWorktree[],
): Promise<BranchName> {
  /** The first branch of this very name or below it. */
  const at = async (name: string): Promise<string | undefined> =>
    // A branch without a commit is in no list.
    (await firstBranch(git, name)) ?? worktrees.find(({ branch }) => branch === name)?.branch;
  const { name, above } = await belowNone(wanted, at);
  let obstacle = above;
  for (let number = 1; ; number += 1) {
    const branch = number === 1 ? name : `${name}-${number}`;
    const found = await at(branch);
    if (found === undefined) return { branch, obstacle };
    obstacle ??= found;
  }
}

/** The first branch of a name or below it, as the repository tells cases apart. */
async function firstBranch(git: Git, name: string): Promise<string | undefined> {
  const first = async (flags: readonly string[]): Promise<string | undefined> => {
    const list = ['for-each-ref', ...flags, '--count=1', '--format=%(refname)'];
    const { stdout } = await git([...list, `refs/heads/${name}`]);
    return /^refs\/heads\/(.+)$/m.exec(stdout)?.[1];
  };
  const found = await first(['--ignore-case']);
  if (found === undefined || found === name || found.startsWith(`${name}/`)) return found;
  const config = await git(['config', '--type=bool', '--get', 'core.ignorecase']);
  return config.stdout.trim() === 'true' ? found : await first([]);
}

/** The name with `-` for each `/` before which a branch ends. */
async function belowNone(
  wanted: string,
  at: (name: string) => Promise<string | undefined>,
): Promise<{ readonly name: string; readonly above: string | undefined }> {
  let above: string | undefined;
  let name = '';
  for (const part of wanted.split('/')) {
    const found = name === '' ? undefined : await at(name);
    const isBranch = found?.toLowerCase() === name.toLowerCase();
    if (isBranch) above ??= found;
    name = name === '' ? part : `${name}${isBranch ? '-' : '/'}${part}`;
  }
  return { name, above };
}
