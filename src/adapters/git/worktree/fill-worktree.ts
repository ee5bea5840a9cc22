import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Gap } from '../../../app/ports/worktree.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { readText } from '../../disk/read-file.ts';
import { complaintOf } from '../complaint.ts';
import { LIST_INDEX, submodulesIn } from '../content/submodules.ts';
import { commitOf } from '../head.ts';
import { gitFoldersOf, workTreeRoot } from '../place/folders.ts';
import type { Git } from './unfinished.ts';

/** A server that sends nothing is given up; no program asks a person for a passphrase. */
const WITHOUT_A_PERSON = {
  SSH_ASKPASS_REQUIRE: 'never',
  GIT_HTTP_LOW_SPEED_LIMIT: '1',
  GIT_HTTP_LOW_SPEED_TIME: '60',
};
const UPDATE = ['submodule', 'update', '--init', '--recursive'];
const NAMED = 3;

/** The worktree that was made, and the repository that it belongs to. */
interface NewWorktree {
  readonly mainRepo: string;
  readonly path: string;
}

/**
 * Brings the files that `git worktree add` leaves out: of submodules, and of git LFS. Returns those that are
 * still not there. Before any agent works in the worktree: its files name servers that git asks, and programs that it starts.
 */
export async function fillWorktree(
  git: Git,
  of: NewWorktree,
  base: string,
): Promise<readonly Gap[]> {
  const files = (await namesServersOf(git, of, base))
    ? [...(await fillSubmodules(git, of)), ...(await fillLfs(git, of))]
    : otherServers(of);
  return [...files, ...(await compareSparse(git, of))];
}

const NAME_SERVERS = ['.gitmodules', '.lfsconfig'];

/** A branch with an agent's commits may name other servers than its base, from which a person began it. */
async function namesServersOf(git: Git, { path }: NewWorktree, base: string): Promise<boolean> {
  if (commitOf(gitFoldersOf(path)) === base) return true;
  const differ = ['diff-tree', '-r', '--quiet', base, 'HEAD', '--', ...NAME_SERVERS];
  return (await git(['-C', path, ...differ])).ok;
}

function otherServers({ path }: NewWorktree): readonly Gap[] {
  if (!NAME_SERVERS.some((name) => existsSync(join(path, name)))) return [];
  const text = `submodules and files of git LFS were not fetched: ${NAME_SERVERS.join(' or ')} is not as in the base`;
  return [{ text, cure: joinShellWords(['git', '-C', path, ...UPDATE]) }];
}

export function foundSubmodules(path: string): Gap | undefined {
  if (!existsSync(modulesOf(path))) return undefined;
  const text = 'submodules were in it already, and stay as they were found';
  return { text, cure: joinShellWords(['git', '-C', path, 'submodule', 'status', '--recursive']) };
}

function modulesOf(path: string): string {
  return join(gitFoldersOf(path).gitDir, 'modules');
}

async function fillSubmodules(git: Git, { path }: NewWorktree): Promise<readonly Gap[]> {
  if (!existsSync(join(path, '.gitmodules'))) return [];
  await clearHalf(git, path);
  const { ok, stderr } = await git(['-C', path, ...UPDATE], WITHOUT_A_PERSON);
  if (ok) return [];
  const why = complaintOf(stderr) ?? 'git failed without a word';
  // Git takes a submodule from a folder of this machine only where a person allows it (CVE-2022-39253).
  const allow = stderr.includes("transport 'file' not allowed")
    ? ['-c', 'protocol.file.allow=always']
    : [];
  return [
    {
      text: `submodules could not be initialised: ${why}`,
      cure: joinShellWords(['git', '-C', path, ...allow, ...UPDATE]),
    },
  ];
}

/** A git that was killed leaves submodules that it would not fetch again. */
async function clearHalf(git: Git, path: string): Promise<void> {
  const modules = modulesOf(path);
  if (!existsSync(modules)) return;
  const { stdout } = await git(['-C', path, ...LIST_INDEX]);
  for (const name of submodulesIn(stdout)) {
    rmSync(join(path, name), { recursive: true, force: true });
    mkdirSync(join(path, name));
  }
  rmSync(modules, { recursive: true, force: true });
}

/** Checkout has brought the files where git LFS is set up; else there is a short text in the place of each. */
async function fillLfs(git: Git, { path }: NewWorktree): Promise<readonly Gap[]> {
  if ((await lfsPointers(git, path)).length === 0) return [];
  const pull = ['-C', path, 'lfs', 'pull'];
  const { stderr } = await git(pull, WITHOUT_A_PERSON);
  const left = await lfsPointers(git, path);
  if (left.length === 0) return [];
  const names = left.slice(0, NAMED).join(', ');
  const more = left.length > NAMED ? ` and ${left.length - NAMED} more` : '';
  const why = complaintOf(stderr);
  return [
    {
      text: `files of git LFS are only pointers (${names}${more})${why === undefined ? '' : `: ${why}`}`,
      cure: joinShellWords(['git', ...pull]),
    },
  ];
}

const POINTER = 'version https://git-lfs.github.com/spec/';
const POINTER_BYTES = 1024;

async function lfsPointers(git: Git, path: string): Promise<readonly string[]> {
  const { ok, stdout } = await git(['-C', path, 'ls-files', '-z', ':(attr:filter=lfs)']);
  if (!ok) return [];
  return stdout.split('\0').filter((name) => {
    const stat = statSync(join(path, name), { throwIfNoEntry: false });
    if (name === '' || stat?.isFile() !== true || stat.size > POINTER_BYTES) return false;
    return readText(join(path, name)).startsWith(POINTER);
  });
}

/** Git 2.36 and later make a worktree as sparse as MAIN_REPO is; an agent must not take files for deleted. */
async function compareSparse(git: Git, { mainRepo, path }: NewWorktree): Promise<readonly Gap[]> {
  if (!(await isSparse(git, workTreeRoot(mainRepo) ?? mainRepo))) return [];
  if (await isSparse(git, path)) {
    const text =
      'it is a sparse checkout like MAIN_REPO: `git sparse-checkout list` names its folders';
    return [{ text, cure: undefined }];
  }
  return [
    {
      text: 'it has all files, although MAIN_REPO is a sparse checkout: this git does not pass that on',
      cure: `${joinShellWords(['git', '-C', mainRepo, 'sparse-checkout', 'list'])} | ${joinShellWords(['git', '-C', path, 'sparse-checkout', 'set', '--stdin'])}`,
    },
  ];
}

async function isSparse(git: Git, root: string): Promise<boolean> {
  if (!existsSync(join(gitFoldersOf(root).gitDir, 'info/sparse-checkout'))) return false;
  const asked = await git(['-C', root, 'config', '--type=bool', 'core.sparseCheckout']);
  return asked.stdout.trim() === 'true';
}
