import type { Refusal } from '../../../app/ports/worktree.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { complaintOf, refusalOf } from '../complaint.ts';
import { refused } from '../refusal.ts';
import type { Git } from './unfinished.ts';

/** The commit from which a session's branch starts. */
export interface Start {
  readonly kind: 'start';
  readonly commit: string;
  /** A fault of the repository that did not hinder it, with the command that corrects it. */
  readonly warning: { readonly text: string; readonly cure: string } | undefined;
}

const REMOTE_HEAD = 'refs/remotes/origin/HEAD';

/** The remote's default branch, else the current one; or why a repository has neither. */
export async function startOf(git: Git, mainRepo: string): Promise<Start | Refusal> {
  const remote = await git(['symbolic-ref', '--quiet', REMOTE_HEAD]);
  if (!remote.ok && complaintOf(remote.stderr) !== undefined) {
    return refusalOf(remote.stderr, { mainRepo });
  }
  const named = remote.ok ? remote.stdout.trim() : undefined;
  const ofRemote = named === undefined ? undefined : await commitAt(git, named);
  if (ofRemote !== undefined) return { kind: 'start', commit: ofRemote, warning: undefined };
  const dangling = named === undefined ? undefined : shortOf(named);
  const commit = await commitAt(git, 'HEAD');
  if (commit === undefined) return await withoutCommit(git, mainRepo, dangling);
  if (dangling === undefined) return { kind: 'start', commit, warning: undefined };
  const warning = {
    text: `origin/HEAD names ${dangling}, which does not exist: branches start from the current branch`,
    cure: joinShellWords(['git', '-C', mainRepo, 'remote', 'set-head', 'origin', '--auto']),
  };
  return { kind: 'start', commit, warning };
}

async function withoutCommit(
  git: Git,
  mainRepo: string,
  dangling: string | undefined,
): Promise<Refusal> {
  const branches = await git(['for-each-ref', '--count=1', '--format=%(refname)', 'refs/heads/']);
  if (!branches.ok) return refusalOf(branches.stderr, { mainRepo });
  const other = branches.stdout.trim().replace('refs/heads/', '');
  const remote =
    dangling === undefined ? '' : `, and origin/HEAD names ${dangling}, which does not exist`;
  const first = ['git', '-C', mainRepo, 'commit', '--allow-empty', '-m', 'Initial commit'];
  return other === ''
    ? refused(`${mainRepo} has no commit${remote}: a worktree needs one`, joinShellWords(first))
    : refused(
        `the current branch of ${mainRepo} has no commit${remote}: a worktree needs one`,
        joinShellWords(['git', '-C', mainRepo, 'switch', other]),
      );
}

/** The id of the commit that a ref leads to. */
export async function commitAt(git: Git, ref: string): Promise<string | undefined> {
  const { ok, stdout } = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  return ok ? stdout.trim() : undefined;
}

function shortOf(ref: string): string {
  return ref.replace(/^refs\/(?:remotes|heads)\//, '');
}
