import { logStem } from '../../domain/session/naming/names.ts';
import { fittedExcerpt } from '../../domain/text/output-excerpt.ts';
import type { Refusal } from '../ports/worktree.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { View } from '../session/look.ts';
import { runShell } from './shell-command.ts';
import type { ReadyWorktree } from './worktree.ts';

/** The state is written before each attempt. */
const TAIL_BYTES = 8000;

/**
 * Runs `VERIFY` once in the new worktree of a session, before its first agent: a test that fails without any
 * work is then not the fault of the session. A run that was killed meanwhile does it again.
 */
export async function proveBaseline(
  loop: Loop,
  view: View,
  housed: ReadyWorktree,
): Promise<ReadyWorktree | Refusal | { readonly kind: 'stopped' }> {
  const { store, tampering } = loop.session;
  const { verify: command, verifyTimeoutMs: timeoutMs } = loop.settings.config;
  const isNew = view.phase === 'init' && view.total === 0;
  if (command === undefined || !isNew || store.state().baseline !== undefined) return housed;
  loop.teller.report({ kind: 'proving', command, timeoutMs });
  const { end, isGreen, how, tail } = await runShell(loop, {
    text: command,
    stem: `${logStem(loop.clock.now(), view.iteration + 1, view.phase, 1)}-baseline`,
    timeoutMs,
    environment: loop.spawner.agent.environment,
  });
  if (isStopped(loop) || tampering.length > 0) return { kind: 'stopped' };
  if (end.lostFolder !== undefined || end.fullFolder !== undefined) {
    const reason = `VERIFY could not run before the first agent: ${end.lostFolder ?? how}`;
    const isDiskFull = end.fullFolder !== undefined;
    return { kind: 'refused', reason, cure: 'samocode resume', awaits: 'resume', isDiskFull };
  }
  const kept = isGreen ? '' : fittedExcerpt(tail, TAIL_BYTES);
  store.saveState({ ...store.state(), baseline: { isGreen, how, tail: kept } });
  if (!isGreen) {
    loop.teller.report({
      kind: 'warning',
      text: `VERIFY fails before any work (${how}): the agent of requirements asks you whether the session goes on`,
    });
  }
  return housed;
}
