import type { Worktree } from '../../domain/prompt/prompt-parts.ts';
import { unpushedWords } from '../../domain/session/base.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import type { OwnedBranch } from '../ports/session/state.ts';
import type { Refusal, WorktreeRequest, WorktreeTask } from '../ports/worktree.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { View } from '../session/look.ts';
import { beginFilling, fillNewWorktree, STOPPED } from './fill-worktree.ts';
import { baseOf, requestFor, worktreeOn } from './worktree-request.ts';

/** The worktree of a session, ready for an agent. */
export interface ReadyWorktree {
  readonly kind: 'ready';
  readonly worktree: Worktree;
  /** The branch that the next state records. */
  readonly branch: OwnedBranch;
}

/** Another session may take the name of a branch between the choice and its creation. */
const CHOICES = 5;

/**
 * Ensures before each attempt that the session has its worktree on its own branch. The branch is
 * recorded on the disk before git creates it.
 */
export async function ensureWorktree(
  loop: Loop,
  view: View,
): Promise<ReadyWorktree | Refusal | { readonly kind: 'stopped' }> {
  const { repository, room } = loop.spawner;
  const parts = { config: loop.settings.config, store: loop.session.store, repository };
  const request = requestFor(parts, view);
  for (let choices = 1; ; choices += 1) {
    const plan = await repository.planWorktree(request, loop.stops);
    if (isStopped(loop)) return STOPPED;
    if (plan.kind === 'refused') return plan;
    const { branch } = plan;
    const ready = {
      kind: 'ready',
      worktree: worktreeOn(parts, branch, plan),
      branch: { name: branch, base: baseOf(parts.store, plan) },
    } as const;
    if (plan.kind === 'ready') return (await fillNewWorktree(loop, request.path)) ?? ready;
    const obstacle = await obstacleOf(loop, plan);
    if (isStopped(loop)) return STOPPED;
    if (obstacle !== undefined) return obstacle;
    announce(loop, plan, request);
    const made = await repository.makeWorktree(request.path, plan, loop.stops);
    if (isStopped(loop)) {
      // A hook's processes may have left git's group.
      await room.endLeftovers(loop.id, undefined, loop.stops.stop);
      return STOPPED;
    }
    switch (made.kind) {
      case 'made':
        tellMade(loop, request.path, plan, made.warning);
        if (plan.kind !== 'switch') beginFilling(loop.session.store);
        return (await fillNewWorktree(loop, request.path)) ?? ready;
      case 'refused':
        return made;
      case 'taken':
        if (choices === CHOICES) return takenRefusal(loop, branch);
    }
  }
}

/** Before anything is paid for: why the work could not be published at the end. */
async function obstacleOf(
  { spawner, stops }: Loop,
  task: WorktreeTask,
): Promise<Refusal | undefined> {
  if (task.kind !== 'create') return undefined;
  return await spawner.publisher?.obstacle(task.base, stops);
}

/** Before git changes anything. */
function announce(loop: Loop, task: WorktreeTask, { wanted }: WorktreeRequest): void {
  const { branch: name } = task;
  const { store } = loop.session;
  const base = baseOf(store, task);
  const madeAt = task.kind === 'create' ? { madeAt: task.base.commit } : {};
  const branch = { name, ...madeAt, base };
  const making = task.kind === 'switch' ? {} : { gaps: null, isMaking: true };
  store.saveState({ ...store.state(), branch, ...making });
  if (task.kind !== 'create') return;
  const { unpushed, obstacle } = task;
  loop.teller.report({ kind: 'base-chosen', base: task.base, unpushed });
  if (obstacle === undefined) return;
  loop.teller.report({ kind: 'branch-chosen', branch: name, wanted, obstacle });
}

function tellMade(
  loop: Loop,
  path: string,
  task: WorktreeTask,
  complaint: string | undefined,
): void {
  if (task.kind === 'create' && task.unpushed !== undefined) {
    loop.teller.report({ kind: 'note', text: unpushedWords(task.base, task.unpushed) });
  }
  if (complaint !== undefined) {
    const text = `the worktree was made, but git complained (a post-checkout hook?): ${complaint}`;
    loop.teller.report({ kind: 'warning', text });
  }
  if (task.kind === 'switch') {
    loop.teller.report({ kind: 'note', text: `${path} was on no branch: back on ${task.branch}` });
  } else loop.teller.report({ kind: 'worktree-added', path, branch: task.branch });
}

function takenRefusal({ settings: { config } }: Loop, branch: string): Refusal {
  const reason = `other sessions took each branch name that was chosen, ${branch} last`;
  return {
    kind: 'refused',
    reason,
    cure: joinShellWords(['git', '-C', config.mainRepo, 'branch']),
  };
}

/** The worktree was made before each attempt and was not there when the agent was to be started in it. */
export function vanished({ settings: { config } }: Loop, { worktree }: ReadyWorktree): Refusal {
  const { path, branch } = worktree;
  return {
    kind: 'refused',
    reason: `the worktree ${path} was gone each time that the agent was to be started in it; find out what removes it`,
    cure: joinShellWords(['git', '-C', config.mainRepo, 'worktree', 'add', '-f', path, branch]),
  };
}
