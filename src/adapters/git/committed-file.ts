import { startOf } from './worktree/start.ts';
import type { Git } from './worktree/unfinished.ts';

/** A file in the commit that a session starts from; undefined if the commit or the file does not exist. */
export async function committedFile(
  git: Git,
  { mainRepo, base }: { readonly mainRepo: string; readonly base: string | undefined },
  name: string,
): Promise<{ readonly commit: string; readonly text: string } | undefined> {
  const start = await startOf(git, mainRepo, base);
  if (start.kind !== 'start') return undefined;
  const { ok, stdout } = await git(['show', `${start.base.commit}:${name}`]);
  return ok ? { commit: start.base.commit, text: stdout } : undefined;
}
