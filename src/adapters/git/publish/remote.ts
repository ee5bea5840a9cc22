import type { Refusal } from '../../../app/ports/worktree.ts';
import { type Base, unpushedWords } from '../../../domain/session/base.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { refused } from '../refusal.ts';
import { unpushedOf } from '../worktree/start.ts';
import type { Git } from '../worktree/unfinished.ts';

/** Where the work goes. */
export interface Remote {
  readonly kind: 'remote';
  readonly name: string;
  /** The branch there that the pull request is for; undefined: the default branch. */
  readonly base: string | undefined;
}

/** The remote of the base, else `origin`, else the only one. */
export async function remoteOf(
  git: Git,
  base: Base | undefined,
  mainRepo: string,
): Promise<Remote | Refusal> {
  const names = (await git(['remote'])).stdout.split('\n').filter((name) => name !== '');
  const listed = joinShellWords(['git', '-C', mainRepo, 'remote', '-v']);
  if (names.length === 0) {
    return refused('PUBLISH needs a remote, and MAIN_REPO has none: git remote add', listed);
  }
  const setting = async (key: string): Promise<string | undefined> => {
    const { ok, stdout } = await git(['config', '--get', key]);
    return ok ? stdout.trim() : undefined;
  };
  if (base !== undefined && base.name !== base.commit) {
    // `origin/trunk`
    const tracked = names.find((name) => base.name.startsWith(`${name}/`));
    if (tracked !== undefined)
      return { kind: 'remote', name: tracked, base: base.name.slice(tracked.length + 1) };
    const own = await setting(`branch.${base.name}.remote`);
    const merge = await setting(`branch.${base.name}.merge`);
    if (own !== undefined && names.includes(own))
      return { kind: 'remote', name: own, base: merge?.replace(/^refs\/heads\//, '') };
  }
  const name = names.includes('origin') ? 'origin' : names.length === 1 ? names[0] : undefined;
  if (name === undefined) {
    return refused('PUBLISH cannot choose a remote: none is the upstream of the base', listed);
  }
  return { kind: 'remote', name, base: await branchThere(git, name, base) };
}

/** The base, where the remote has a branch of its name. */
async function branchThere(
  git: Git,
  remote: string,
  base: Base | undefined,
): Promise<string | undefined> {
  if (base === undefined || base.name === base.commit) return undefined;
  const ref = `refs/remotes/${remote}/${base.name}`;
  return (await git(['rev-parse', '--verify', '--quiet', ref])).ok ? base.name : undefined;
}

/** Commits of the base that the remote lacks would be part of the pull request. */
export async function refuseUnpushed(
  git: Git,
  base: Base,
  { remote, mainRepo }: { readonly remote: Remote; readonly mainRepo: string },
): Promise<Refusal | undefined> {
  const unpushed = await unpushedOf(git, base, remote.name);
  if (unpushed === undefined) return undefined;
  const to = `${base.commit}:refs/heads/${remote.base ?? base.name}`;
  return refused(
    `PUBLISH: ${unpushedWords(base, unpushed, remote.name)}; the pull request would have them`,
    joinShellWords(['git', '-C', mainRepo, 'push', remote.name, to]),
  );
}
