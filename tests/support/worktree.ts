import type { Repository } from '../../src/app/ports/repository.ts';
import type { OwnedBranch } from '../../src/app/ports/session/state.ts';
import { NEVER } from './repository.ts';

export interface Ensured {
  /** `ready`, or what was done: `attach`, `create`, `switch`; else `refused`, `taken`. */
  readonly kind: string;
  readonly branch?: string;
  readonly reason?: string;
  readonly cure?: string;
  /** What git complained of although the worktree is complete. */
  readonly complaint?: string | undefined;
  readonly obstacle?: string | undefined;
}

interface Wanted {
  readonly wanted?: string;
  readonly owned?: OwnedBranch;
  readonly lastCommit?: string;
  readonly base?: string | undefined;
  readonly sessions?: string;
}

/** Plans and makes a worktree, as a run does before a spawn. */
export async function ensure(
  repository: Repository,
  path: string,
  { wanted = 'one', owned, lastCommit, base, sessions }: Wanted = {},
): Promise<Ensured> {
  const request = { path, wanted, owned, lastCommit, base, sessions };
  const plan = await repository.planWorktree(request, NEVER);
  if (plan.kind === 'ready' || plan.kind === 'refused') return plan;
  const made = await repository.makeWorktree(path, plan, NEVER);
  return made.kind === 'made' ? { ...plan, complaint: made.warning } : made;
}
