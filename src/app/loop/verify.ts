import { isExcused } from '../../domain/phases/baseline.ts';
import type { Decision } from '../../domain/phases/decision.ts';
import { afterLostFolder } from '../../domain/phases/lost-folder.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import { afterVerify, commandsFor } from '../../domain/phases/verify.ts';
import { logStem } from '../../domain/session/naming/names.ts';
import type { RowProof } from '../../domain/session/rows/iteration-row.ts';
import { type DiskFull, diskFull } from '../run/disk-full.ts';
import type { Loop } from '../run/loop.ts';
import { phaseBefore, type View } from '../session/look.ts';
import { runShell, type ShellEnd } from '../workspace/shell-command.ts';

/** A decision with the result of the proof of work, where one was made. */
export interface Proved {
  readonly kind: 'proved';
  readonly decision: Decision;
  readonly proof: RowProof | undefined;
}

/** The commands that have to succeed before a decision is followed: `VERIFY_<PHASE>` to leave a phase, `VERIFY` for done. */
export function proofsFor(loop: Loop, view: View, decision: Decision): readonly string[] {
  return commandsFor(loop.settings.config, phaseBefore(view), decision);
}

/** Runs the proofs of work where the agent worked, until one is red; red turns the move into another iteration. */
export async function prove(
  loop: Loop,
  view: View,
  decision: Decision,
  { iteration, commands }: { readonly iteration: number; readonly commands: readonly string[] },
): Promise<Proved | DiskFull> {
  const phase = phaseBefore(view);
  let proof: RowProof | undefined;
  for (const command of commands) {
    const shell = await runProof(loop, command, { iteration, phase });
    const { end, isGreen, how } = shell;
    if (end.lostFolder !== undefined) {
      return { kind: 'proved', decision: afterLostFolder(phase, end.lostFolder), proof };
    }
    if (!isGreen && end.fullFolder !== undefined) {
      return diskFull(`VERIFY could not run (${command})`, end.fullFolder);
    }
    proof = { isGreen, how };
    if (isGreen) continue;
    if (excuses(loop, view, command)) {
      const text = `VERIFY is red (${how}), as it was before the work, which a person knows: it keeps nothing from done`;
      loop.teller.report({ kind: 'warning', text });
      proof = { ...proof, isExcused: true };
      continue;
    }
    const { reds } = view.ledger;
    const after = afterVerify(decision, { phase, green: false, reds, how, tail: shell.tail });
    return { kind: 'proved', decision: after, proof };
  }
  return { kind: 'proved', decision, proof };
}

/** Only `VERIFY` itself ran before the first agent. */
function excuses({ session, settings }: Loop, { ledger, state }: View, command: string): boolean {
  if (command !== settings.config.verify) return false;
  const questions = session.store.questions()?.text;
  return isExcused(state.baseline, { questions, firstAsked: ledger.firstAsked });
}

async function runProof(
  loop: Loop,
  command: string,
  { iteration, phase }: { readonly iteration: number; readonly phase: Phase },
): Promise<ShellEnd> {
  const { verifyTimeoutMs: timeoutMs } = loop.settings.config;
  loop.teller.report({ kind: 'proving', command, timeoutMs });
  return await runShell(loop, {
    text: command,
    stem: `${logStem(loop.clock.now(), iteration, phase, 1)}-verify`,
    timeoutMs,
    environment: loop.spawner.agent.environment,
  });
}
