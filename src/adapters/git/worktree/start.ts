import type { Refusal } from '../../../app/ports/worktree.ts';
import type { Base, Unpushed } from '../../../domain/session/base.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { refusalOf } from '../complaint.ts';
import { refused } from '../refusal.ts';
import type { Git } from './unfinished.ts';

/** The commit from which a session's branch starts. */
export interface Start {
  readonly kind: 'start';
  readonly base: Base;
  readonly unpushed: Unpushed | undefined;
}

/** The start at `BASE`, or else at the current branch; or why there is none. */
export async function startOf(
  git: Git,
  mainRepo: string,
  wanted: string | undefined,
): Promise<Start | Refusal> {
  const base = wanted === undefined ? await currentBase(git) : await baseAt(git, wanted);
  if (base !== undefined) return { kind: 'start', base, unpushed: await unpushedOf(git, base) };
  if (wanted === undefined) return await withoutCommit(git, mainRepo);
  const look = await git(['rev-parse', '--git-dir']);
  if (!look.ok) return refusalOf(look.stderr, { mainRepo });
  return refused(
    `BASE is ${wanted}, and ${mainRepo} has no such branch, tag or commit`,
    joinShellWords(['git', '-C', mainRepo, 'branch', '--all']),
  );
}

async function baseAt(git: Git, name: string): Promise<Base | undefined> {
  const commit = await commitAt(git, name);
  return commit === undefined ? undefined : { name, commit };
}

async function currentBase(git: Git): Promise<Base | undefined> {
  const { ok, stdout } = await git(['rev-parse', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD']);
  const [commit = '', ref = ''] = stdout.split('\n');
  if (!ok || commit === '') return undefined;
  const [, branch] = /^refs\/heads\/(.+)$/.exec(ref) ?? [];
  return { name: branch ?? commit, commit };
}

const NAMED_COMMITS = 3;

/** The commits of a base that no remote-tracking branch has, or none of this remote; undefined without a remote. */
export async function unpushedOf(
  git: Git,
  { commit }: Base,
  remote?: string,
): Promise<Unpushed | undefined> {
  const refs = ['for-each-ref', '--count=1', '--format=%(refname)', 'refs/remotes/'];
  const known = remote === undefined ? await git(refs) : undefined;
  if (known !== undefined && (!known.ok || known.stdout.trim() === '')) return undefined;
  const range = [commit, '--not', remote === undefined ? '--remotes' : `--remotes=${remote}`];
  const counted = await git(['rev-list', '--count', ...range]);
  const count = Number(counted.stdout.trim());
  if (!counted.ok || !(count > 0)) return undefined;
  // `git log` would start the program of gpg.program where log.showSignature is set.
  const newest = await git(['rev-list', `-n${NAMED_COMMITS}`, '--format=%h %s', ...range]);
  const lines = newest.stdout.trim().split('\n');
  return { count, newest: lines.filter((line) => !/^commit [0-9a-f]+$/.test(line)) };
}

async function withoutCommit(git: Git, mainRepo: string): Promise<Refusal> {
  const branches = await git(['for-each-ref', '--count=1', '--format=%(refname)', 'refs/heads/']);
  if (!branches.ok) return refusalOf(branches.stderr, { mainRepo });
  const other = branches.stdout.trim().replace('refs/heads/', '');
  const first = ['git', '-C', mainRepo, 'commit', '--allow-empty', '-m', 'Initial commit'];
  return other === ''
    ? refused(`${mainRepo} has no commit: a worktree needs one`, joinShellWords(first))
    : refused(
        `the current branch of ${mainRepo} has no commit: a worktree needs one`,
        joinShellWords(['git', '-C', mainRepo, 'switch', other]),
      );
}

/** The id of the commit that a ref leads to. */
export async function commitAt(git: Git, ref: string): Promise<string | undefined> {
  const { ok, stdout } = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  return ok ? stdout.trim() : undefined;
}
