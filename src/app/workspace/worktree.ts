import { branchName } from '../../domain/session/names.ts';
import type { Worktree } from '../../domain/prompt/prompt.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import type { View } from '../loop/look.ts';
import type { OwnedBranch, Refusal, WorktreeRequest, WorktreeTask } from '../ports/worktree.ts';
import { isStopped, type Run } from '../loop/run.ts';

/** The worktree of a session, ready for an agent. */
export interface ReadyWorktree {
  readonly kind: 'ready';
  readonly worktree: Worktree;
  /** What the next state has to say. */
  readonly branch: OwnedBranch;
}

/** Another session may take the name of a branch between the choice and its creation. */
const CHOICES = 5;

/** Where a session's agents work, whether it is there yet or not. */
export function worktreePath(run: Pick<Run, 'config' | 'store'>): string {
  return `${run.config.worktrees}/${run.store.folder}`;
}

/**
 * Makes sure that the session has its worktree, on its own branch: before each spawn, for no agent works
 * anywhere else. Which branch is about to be created is on the disk before git creates it.
 */
export async function ensureWorktree(
  run: Run,
  view: View,
): Promise<ReadyWorktree | Refusal | { readonly kind: 'stopped' }> {
  const request = requestFor(run, view);
  for (let choices = 1; ; choices += 1) {
    const plan = await run.repository.planWorktree(request, run);
    if (isStopped(run)) return STOPPED;
    if (plan.kind === 'refused') return plan;
    const { branch } = plan;
    const ready = {
      kind: 'ready',
      worktree: worktreeOn(run, branch),
      branch: { name: branch },
    } as const;
    if (plan.kind === 'ready') return ready;
    announce(run, plan, request);
    const made = await run.repository.makeWorktree(request.path, plan, run);
    if (isStopped(run)) {
      // A hook's processes may have left git's group.
      await run.room.endLeftovers(run.id, undefined, run.stop);
      return STOPPED;
    }
    switch (made.kind) {
      case 'made':
        tellMade(run, request.path, plan, made.warning);
        await endHooks(run);
        return ready;
      case 'refused':
        return made;
      case 'taken':
        if (choices === CHOICES) return takenRefusal(run, branch);
    }
  }
}

/** What a hook of git started may have left git's group; it carries the run's mark. */
async function endHooks(run: Run): Promise<void> {
  const ended = await run.room.endLeftovers(run.id, undefined, run.stop);
  if (ended === 0) return;
  const what = ended === 1 ? '1 process' : `${ended} processes`;
  run.report({ kind: 'warning', text: `a hook of git left ${what} running: ended` });
}

const STOPPED = { kind: 'stopped' } as const;

/** What a session asks of the repository. */
export function requestFor(
  run: Pick<Run, 'config' | 'store'>,
  view: Pick<View, 'phase' | 'ledger' | 'state'>,
): WorktreeRequest {
  const wanted = branchName(run.store.folder, run.config.branchPrefix);
  return {
    path: worktreePath(run),
    wanted,
    owned:
      run.store.state().branch ??
      (isOfEarlierVersion(view) ? { name: wanted, isAssumed: true } : undefined),
    lastCommit: view.ledger.head,
  };
}

/** The worktree as prompts describe it. */
export function worktreeOn(
  run: Pick<Run, 'config' | 'store' | 'repository'>,
  branch: string,
): Worktree {
  return {
    repository: run.config.mainRepo,
    baseBranch: run.repository.baseBranch(),
    path: worktreePath(run),
    branch,
  };
}

/** A session of the Python tool, or of a samocode that kept no record: it owns the branch of its name. */
function isOfEarlierVersion({ phase, ledger }: Pick<View, 'phase' | 'ledger'>): boolean {
  return phase !== 'init' || ledger.total > 0 || ledger.foreignRows > 0;
}

/** Before git changes anything. */
function announce(run: Run, task: WorktreeTask, { wanted }: WorktreeRequest): void {
  const { branch: name } = task;
  const madeAt = task.kind === 'create' ? { madeAt: task.start } : {};
  run.store.saveState({ ...run.store.state(), branch: { name, ...madeAt } });
  if (task.kind === 'create' && task.obstacle !== undefined) {
    run.report({ kind: 'branch-chosen', branch: name, wanted, obstacle: task.obstacle });
  }
}

function tellMade(run: Run, path: string, task: WorktreeTask, complaint: string | undefined): void {
  if (task.kind === 'create' && task.warning !== undefined) {
    const { text, cure } = task.warning;
    run.report({ kind: 'warning', text: `${text} → ${cure}` });
  }
  if (complaint !== undefined) {
    const text = `the worktree was made, but git complained (a post-checkout hook?): ${complaint}`;
    run.report({ kind: 'warning', text });
  }
  if (task.kind === 'switch') {
    run.report({ kind: 'note', text: `${path} was on no branch: back on ${task.branch}` });
  } else run.report({ kind: 'worktree-added', path, branch: task.branch });
}

function takenRefusal({ config }: Run, branch: string): Refusal {
  const reason = `other sessions took each branch name that was chosen, ${branch} last`;
  return {
    kind: 'refused',
    reason,
    cure: joinShellWords(['git', '-C', config.mainRepo, 'branch']),
  };
}

/** The worktree was made before each attempt and was not there when the agent was to be started in it. */
export function vanished({ config }: Run, { worktree }: ReadyWorktree): Refusal {
  const { path, branch } = worktree;
  return {
    kind: 'refused',
    reason: `the worktree ${path} was gone each time that the agent was to be started in it; find out what removes it`,
    cure: joinShellWords(['git', '-C', config.mainRepo, 'worktree', 'add', '-f', path, branch]),
  };
}
