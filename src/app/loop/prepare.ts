import type { Gate } from '../../domain/phases/rules.ts';
import { allAnswers, readQuestions } from '../../domain/questions/questions.ts';
import { mayAsk } from '../../domain/questions/questions-trouble.ts';
import { writeAnswers } from '../../domain/questions/write-answers.ts';
import type { Pause } from '../../domain/session/ledger.ts';
import { AUTO } from '../../domain/session/row.ts';
import { isLimitOver } from '../limits/early-try.ts';
import { answer, answerNone, approve, type Done, suggestedAnswers } from '../people/acts.ts';
import { takeInbox } from '../people/steer.ts';
import { admission } from '../session/look.ts';
import { lookAndRepair } from '../session/settle.ts';
import { closeApproval, isPlanChanged } from '../tampering/changed-plan.ts';
import { recordTampering } from '../tampering/tampering.ts';
import { isStopped, type Loop } from './loop.ts';
import { adopt } from './recover.ts';
import type { Step } from './step.ts';
import type { Turn } from './turn.ts';
import { writerOf } from './writer.ts';

/**
 * Looks, and decides whether to spawn, while no command can write: from here on the lease says that
 * an agent is about to work, so that a person's act never falls between the look and the spawn.
 */
export async function prepare(loop: Loop, turn: Turn): Promise<Step> {
  // Said busy without a break, the lease has kept all commands out: the lock would add nothing.
  if (loop.session.lease.isBusy()) return settledStep(loop, turn);
  const looks = { begun: 0 };
  try {
    return await loop.session.leases.exclusively(() => {
      looks.begun += 1;
      return settledStep(loop, { ...turn, view: undefined });
    });
  } catch (error) {
    if (isStopped(loop) && looks.begun === 0) return { kind: 'signalled' };
    throw error;
  }
}

/** Where commands may write after this step, the state is on the disk before they do. */
function settledStep(loop: Loop, turn: Turn): Step {
  const step = stepOf(loop, turn);
  if (step.kind !== 'act') loop.session.store.flushState();
  return step;
}

function stepOf(loop: Loop, { pace, view: remembered }: Turn): Step {
  let { gates } = loop.settings.options;
  let stop: Pause | undefined;
  for (let looks = 0; ; looks += 1) {
    const isRemembered = looks === 0 && remembered !== undefined;
    const seen = isRemembered ? '' : loop.session.store.fingerprint();
    let view = isRemembered ? remembered : lookAndRepair(writerOf(loop));
    const report = adopt(loop, view);
    if (report !== undefined) return { kind: 'adopted', view, report };
    if (loop.session.tampering.length > 0) {
      recordTampering(loop);
      continue;
    }
    if (view.unrecorded) view = lookAndRepair(writerOf(loop));
    // Not before an agent's work is recorded: a person's row clears its mark.
    const taken = takeInbox(writerOf(loop), loop.id, loop.session.lease.isBusy());
    stop = taken.stop ?? stop;
    if (taken.rows > 0) continue;
    if (isPlanChanged(loop.session.store, view)) {
      closeApproval(writerOf(loop), view);
      continue;
    }
    const admitted = admission(loop.session.store, view, {
      gates,
      force: pace.force,
      attended: loop.settings.options.attended,
      configHash: loop.settings.hash,
      isLimitOver: (account) => isLimitOver(loop.books.limits, account),
      now: loop.clock.now().getTime(),
    });
    // Only a spawn follows from memory: a run that rests has looked.
    if (isRemembered && admitted.kind !== 'spawn') continue;
    switch (admitted.kind) {
      case 'spawn':
        if (stop !== undefined) return { kind: 'stopped', ...stop };
        loop.session.lease.update({ busy: true });
        return { kind: 'act', view };
      case 'open-gate':
        if (stop !== undefined) return { kind: 'stopped', ...stop };
        // What cannot be opened so waits for a person, as it would without auto.
        if (!openGate(loop, admitted.gate)) gates = 'manual';
        continue;
      case 'finished':
      case 'waiting':
      case 'blocked':
      case 'failed':
      case 'parked':
      case 'paused':
        return { kind: 'rest', view, admission: admitted, seen, stopped: stop !== undefined };
    }
  }
}

/** `--gates auto`: a person's part done by samocode, and recorded as such; false when it cannot be. */
function openGate(loop: Loop, gate: Gate): boolean {
  const before = loop.session.store.ledger().rows;
  const isOpen = (passGate(loop, gate)?.view.ledger.rows ?? before) > before;
  if (isOpen) loop.teller.report({ kind: 'gate-opened', gate });
  return isOpen;
}

/** Undefined, and nothing written, where the questions cannot be read or answered. */
function passGate(loop: Loop, gate: Gate): Done | undefined {
  const writer = writerOf(loop);
  const actor = { by: AUTO };
  if (gate === 'approval') return approve(writer, actor);
  const file = loop.session.store.questions();
  const text = file?.text ?? '';
  if (readQuestions(text).length === 0) {
    return mayAsk(text) ? undefined : answerNone(writer, actor);
  }
  const isAgents = file?.hash === loop.session.store.state().questionsAfterRun;
  const answers = suggestedAnswers(text, { isAgents });
  const isWhole = allAnswers(writeAnswers(text, answers)) !== undefined;
  return isWhole ? answer(writer, actor, answers) : undefined;
}
