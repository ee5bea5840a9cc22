import type { Worktree } from '../../domain/prompt/prompt-parts.ts';
import type { Base } from '../../domain/session/base.ts';
import { branchName } from '../../domain/session/naming/names.ts';
import type { Config } from '../../domain/settings/config.ts';
import type { Repository } from '../ports/repository.ts';
import type { SessionStore } from '../ports/session/store.ts';
import type { WorktreePlan, WorktreeRequest } from '../ports/worktree.ts';
import type { View } from '../session/look.ts';

/** Where a session's agents work, whether it is there yet or not. */
export function worktreePath({ worktrees }: Config, { folder }: SessionStore): string {
  return `${worktrees}/${folder}`;
}

/** The settings that decide the path and source of a session's worktree. */
export interface WorktreeParts {
  readonly config: Config;
  readonly store: SessionStore;
  readonly repository: Repository;
}

/** The session's request to the repository. */
export function requestFor(
  { config, store }: WorktreeParts,
  view: Pick<View, 'phase' | 'ledger' | 'state'>,
): WorktreeRequest {
  const wanted = branchName(store.folder, config.branchPrefix);
  return {
    path: worktreePath(config, store),
    wanted,
    owned:
      store.state().branch ??
      (isOfEarlierVersion(view) ? { name: wanted, isAssumed: true } : undefined),
    lastCommit: view.ledger.head,
    base: config.base,
    sessions: config.sessions,
  };
}

/** The worktree as prompts describe it. */
export function worktreeOn(
  { config, store, repository }: WorktreeParts,
  branch: string,
  plan: WorktreePlan,
): Worktree {
  const base = baseOf(store, plan);
  return {
    repository: config.mainRepo,
    baseBranch: base?.name ?? repository.baseBranch(),
    baseCommit: base?.commit,
    path: worktreePath(config, store),
    branch,
  };
}

/** The base of a new branch, or the one that the session recorded. */
export function baseOf(store: SessionStore, plan: WorktreePlan): Base | undefined {
  return plan.kind === 'create' ? plan.base : store.state().branch?.base;
}

/** A session of the Python tool, or of a samocode that kept no record: it owns the branch of its name. */
function isOfEarlierVersion({ phase, ledger }: Pick<View, 'phase' | 'ledger'>): boolean {
  return phase !== 'init' || ledger.total > 0 || ledger.foreignRows > 0;
}
