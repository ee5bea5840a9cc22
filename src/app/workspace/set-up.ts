import { withoutCredentials } from '../../domain/provider/environment/child-env.ts';
import { logStem } from '../../domain/session/names.ts';
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
  const { setUp: command, setUpTimeoutMs: timeoutMs } = loop.settings.config;
  if (command === undefined) return housed;
  const { store, tampering } = loop.session;
  const done = (): string => `${loop.spawner.workspace.fingerprint(path)} ${command}`;

  if (store.state().setUp === done()) return housed;
  loop.teller.report({ kind: 'setting-up', command, timeoutMs });
  const { end, isGreen, how, tail } = await runShell(loop, {
    text: command,
    stem: `${logStem(loop.clock.now(), view.iteration + 1, view.phase, 1)}-setup`,
    timeoutMs,
    environment: withoutCredentials(loop.spawner.agent.environment),
  });
  // What was tampered with is recorded by the next look.
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
