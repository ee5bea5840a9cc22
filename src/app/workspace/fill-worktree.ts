import { printableWords } from '../../domain/text/printable.ts';
import type { SessionStore } from '../ports/session/store.ts';
import { isStopped, type Loop } from '../run/loop.ts';

/**
 * Fills a worktree that was just made, by this run or by one that was killed then; no agent has worked in it.
 * If it is not sure who made it, submodules that are there stay: a person may have worked in them.
 * A part that is still missing is a warning here, and a line of each prompt.
 */
export async function fillNewWorktree(
  loop: Loop,
  path: string,
): Promise<typeof STOPPED | undefined> {
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
export function beginFilling(store: SessionStore): void {
  const state = store.state();
  if (state.isMaking === true) store.saveState({ ...state, isMaking: undefined });
}

const GAP_LENGTH = 500;

/** Ends processes of git hooks that left git's group; they carry the run's mark. */
async function endHooks(loop: Loop): Promise<void> {
  const ended = await loop.spawner.room.endLeftovers(loop.id, undefined, loop.stops.stop);
  if (ended === 0) return;
  const what = ended === 1 ? '1 process' : `${ended} processes`;
  loop.teller.report({ kind: 'warning', text: `a hook of git left ${what} running: ended` });
}

/** The run was asked to end in between. */
export const STOPPED = { kind: 'stopped' } as const;
