import { withoutCredentials } from '../../domain/provider/environment/child-env.ts';
import { logStem } from '../../domain/session/naming/names.ts';
import type { Refusal } from '../ports/worktree.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { View } from '../session/look.ts';
import { runShell } from './shell-command.ts';
import type { ReadyWorktree } from './worktree.ts';

/**
 * Sets a worktree up before an agent works in it: once, and again after a change of a lock file or of
 * `SETUP`. The state names it only after its end, so that a run that was killed meanwhile does it again.
 */
export async function setUpWorktree(
  loop: Loop,
  view: View,
  housed: ReadyWorktree,
): Promise<ReadyWorktree | Refusal | { readonly kind: 'stopped' }> {
  const { path } = housed.worktree;
  const { setUp: command, setUpTimeoutMs: timeoutMs, copy } = loop.settings.config;
  const { workspace } = loop.spawner;
  if (command === undefined && copy.length === 0 && !workspace.hasInclude()) return housed;
  const { store, tampering } = loop.session;
  const done = (): string => [workspace.fingerprint(path), ...copy, command ?? ''].join(' ');
  if (store.state().setUp === done()) return housed;
  await copyFiles(loop, path);
  if (isStopped(loop)) return { kind: 'stopped' };
  if (command === undefined) {
    store.saveState({ ...store.state(), setUp: done() });
    return housed;
  }
  loop.teller.report({ kind: 'setting-up', command, timeoutMs });
  const { end, isGreen, how, tail } = await runShell(loop, {
    text: command,
    stem: `${logStem(loop.clock.now(), view.iteration + 1, view.phase, 1)}-setup`,
    timeoutMs,
    environment: withoutCredentials(loop.spawner.agent.environment),
  });
  // The next look records the tampering.
  if (isStopped(loop) || tampering.length > 0) return { kind: 'stopped' };
  if (isGreen) {
    // It may have changed a lock file itself.
    store.saveState({ ...store.state(), setUp: done() });
    return housed;
  }
  const isDiskFull = end.fullFolder !== undefined;
  const reason = end.lostFolder ?? `SETUP failed (${how})\n${tail}`.trimEnd();
  return { kind: 'refused', reason, cure: 'samocode resume', awaits: 'resume', isDiskFull };
}

/** Before `SETUP`, which may read them. */
async function copyFiles(loop: Loop, worktree: string): Promise<void> {
  const { config } = loop.settings;
  const { workspace } = loop.spawner;
  const { count, left } = await workspace.copyIgnored(worktree, config.copy, loop.stops);
  for (const text of left) loop.teller.report({ kind: 'warning', text: `not copied: ${text}` });
  if (count === 0) return;
  const what = count === 1 ? '1 ignored file' : `${count} ignored files`;
  loop.teller.report({ kind: 'note', text: `copied ${what} of MAIN_REPO into the worktree` });
}
