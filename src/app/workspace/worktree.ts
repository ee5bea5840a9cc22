import type { Worktree } from '../../domain/prompt/prompt-parts.ts';
import { type Base, unpushedWords } from '../../domain/session/base.ts';
import { branchName } from '../../domain/session/naming/names.ts';
import type { Config } from '../../domain/settings/config.ts';
import { printableWords } from '../../domain/text/printable.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import type { Repository } from '../ports/repository.ts';
import type { OwnedBranch } from '../ports/session/state.ts';
import type { SessionStore } from '../ports/session/store.ts';
import type { Refusal, WorktreePlan, WorktreeRequest, WorktreeTask } from '../ports/worktree.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { View } from '../session/look.ts';

/** The worktree of a session, ready for an agent. */
export interface ReadyWorktree {
  readonly kind: 'ready';
  readonly worktree: Worktree;
  /** The branch that the next state records. */
  readonly branch: OwnedBranch;
}

/** Another session may take the name of a branch between the choice and its creation. */
const CHOICES = 5;

/** Where a session's agents work, whether it is there yet or not. */
export function worktreePath({ worktrees }: Config, { folder }: SessionStore): string {
  return `${worktrees}/${folder}`;
}

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
    if (plan.kind === 'ready') return (await fill(loop, request.path)) ?? ready;
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
        return (await fill(loop, request.path)) ?? ready;
      case 'refused':
        return made;
      case 'taken':
        if (choices === CHOICES) return takenRefusal(loop, branch);
    }
  }
}

/**
 * Fills a worktree that was just made, by this run or by one that was killed then; no agent has worked in it.
 * If it is not sure who made it, submodules that are there stay: a person may have worked in them.
 * A part that is still missing is a warning here, and a line of each prompt.
 */
async function fill(loop: Loop, path: string): Promise<typeof STOPPED | undefined> {
  const { store } = loop.session;
  const { gaps: before, branch, isMaking = false } = store.state();
  const base = branch?.base?.commit;
  if (before !== null || base === undefined) return undefined;
  const { repository } = loop.spawner;
  const found = isMaking ? repository.foundSubmodules(path) : undefined;
  if (found === undefined) beginFilling(store);
  const gaps = found ? [found] : await repository.fillWorktree(path, base, loop.stops);
  await endHooks(loop);
  const ignored = await loop.spawner.workspace.ignored([path, store.path], loop.stops);
  if (isStopped(loop)) return STOPPED;
  const shown = gaps.map(({ text, cure }) => ({ text: printableWords(text, GAP_LENGTH), cure }));
  for (const { text, cure } of shown) {
    if (cure === undefined) continue;
    loop.teller.report({ kind: 'warning', text: `the new worktree: ${text} → ${cure}` });
  }
  const texts = shown.map(({ text }) => text);
  store.saveState({ ...store.state(), gaps: texts, isMaking: undefined, ignored });
  return undefined;
}

/** From now on the submodules in the worktree are samocode's own, and may be half. */
function beginFilling(store: SessionStore): void {
  const state = store.state();
  if (state.isMaking === true) store.saveState({ ...state, isMaking: undefined });
}

const GAP_LENGTH = 500;

/** Before anything is paid for: why the work could not be published at the end. */
async function obstacleOf(
  { spawner, stops }: Loop,
  task: WorktreeTask,
): Promise<Refusal | undefined> {
  if (task.kind !== 'create') return undefined;
  return await spawner.publisher?.obstacle(task.base, stops);
}

/** Ends processes of git hooks that left git's group; they carry the run's mark. */
async function endHooks(loop: Loop): Promise<void> {
  const ended = await loop.spawner.room.endLeftovers(loop.id, undefined, loop.stops.stop);
  if (ended === 0) return;
  const what = ended === 1 ? '1 process' : `${ended} processes`;
  loop.teller.report({ kind: 'warning', text: `a hook of git left ${what} running: ended` });
}

const STOPPED = { kind: 'stopped' } as const;

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
function baseOf(store: SessionStore, plan: WorktreePlan): Base | undefined {
  return plan.kind === 'create' ? plan.base : store.state().branch?.base;
}

/** A session of the Python tool, or of a samocode that kept no record: it owns the branch of its name. */
function isOfEarlierVersion({ phase, ledger }: Pick<View, 'phase' | 'ledger'>): boolean {
  return phase !== 'init' || ledger.total > 0 || ledger.foreignRows > 0;
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
