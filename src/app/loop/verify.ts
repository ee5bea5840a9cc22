import type { Decision } from '../../domain/phases/decision.ts';
import { afterLostFolder } from '../../domain/phases/lost-folder.ts';
import { afterVerify } from '../../domain/phases/verify.ts';
import { logStem } from '../../domain/session/names.ts';
import { type DiskFull, diskFull } from '../run/disk-full.ts';
import type { Loop } from '../run/loop.ts';
import { phaseBefore, type View } from '../session/look.ts';
import { runShell } from '../workspace/shell-command.ts';

/** Whether a decision has to be proved before it is followed: a move to done, with `VERIFY` set. */
export function needsProof(loop: Loop, view: View, decision: Decision): boolean {
  return (
    loop.settings.config.verify !== undefined &&
    decision.kind === 'ready' &&
    decision.phase === 'done' &&
    phaseBefore(view) !== 'done'
  );
}

/** Runs the proof of work where the agent worked; red turns the move into another iteration. */
export async function prove(
  loop: Loop,
  view: View,
  decision: Decision,
  iteration: number,
): Promise<Decision | DiskFull> {
  const { config } = loop.settings;
  const command = config.verify ?? 'true';
  const phase = phaseBefore(view);
  loop.teller.report({ kind: 'proving', command, timeoutMs: config.verifyTimeoutMs });
  const { end, isGreen, how, tail } = await runShell(loop, {
    text: command,
    stem: `${logStem(loop.clock.now(), iteration, phase, 1)}-verify`,
    timeoutMs: config.verifyTimeoutMs,
    environment: loop.spawner.agent.environment,
  });
  if (end.lostFolder !== undefined) return afterLostFolder(phase, end.lostFolder);
  if (!isGreen && end.fullFolder !== undefined) {
    return diskFull(`the proof of work could not be made (${command})`, end.fullFolder);
  }
  return afterVerify(decision, { phase, green: isGreen, reds: view.ledger.reds, how, tail });
}
