import type { Admission } from '../../domain/phases/admission.ts';
import type { Pause } from '../../domain/session/ledger.ts';
import { allAnswers, readQuestions } from '../../domain/questions/questions.ts';
import { mayAsk } from '../../domain/questions/questions-trouble.ts';
import { AUTO } from '../../domain/session/row.ts';
import type { Gate } from '../../domain/phases/rules.ts';
import { writeAnswers } from '../../domain/questions/write-answers.ts';
import { answer, answerNone, approve, suggestedAnswers, type Done } from '../people/acts.ts';
import { isLimitOver } from '../attempt/early-try.ts';
import { closeApproval, isPlanChanged } from '../tampering/changed-plan.ts';
import type { Report } from '../attempt/iteration-report.ts';
import { admission, type View } from './look.ts';
import { adopt } from './recover.ts';
import { scribeOf } from './scribe.ts';
import { isStopped, type Run } from './run.ts';
import { takeInbox } from '../people/steer.ts';
import { lookAndMend } from './settle.ts';
import { recordTampering } from '../tampering/tampering.ts';

/** What comes next: an iteration (or one that was already paid for), or none. */
export type Step =
  | { readonly kind: 'act'; readonly view: View }
  | { readonly kind: 'adopted'; readonly view: View; readonly report: Report }
  | {
      readonly kind: 'rest';
      readonly view: View;
      readonly admission: Exclude<Admission, { kind: 'spawn' | 'open-gate' }>;
      /** The folder's fingerprint before the look: what changes from then on is news. */
      readonly seen: string;
      /** A person has stopped the run: it does not stay. */
      readonly stopped: boolean;
    }
  /** A person has stopped the run, which would have spawned. */
  | ({ readonly kind: 'stopped' } & Pause)
  /** A signal came while a command held the lock. */
  | { readonly kind: 'signalled' };

/**
 * Looks, and decides whether to spawn, while no command can write: from here on the lease says that
 * an agent is about to work, so that a person's act never falls between the look and the spawn.
 */
export async function prepare(run: Run, force: boolean): Promise<Step> {
  // Said busy without a break, the lease has kept all commands out: the lock would add nothing.
  if (run.lease.isBusy()) return settledStep(run, force);
  const looks = { begun: 0 };
  try {
    return await run.leases.exclusively(() => {
      looks.begun += 1;
      return settledStep(run, force);
    });
  } catch (error) {
    if (isStopped(run) && looks.begun === 0) return { kind: 'signalled' };
    throw error;
  }
}

/** Where commands may write after this step, the state is on the disk before they do. */
function settledStep(run: Run, force: boolean): Step {
  const step = nextStep(run, force);
  if (step.kind !== 'act') run.store.flushState();
  return step;
}

function nextStep(run: Run, force: boolean): Step {
  let { gates } = run.options;
  let stop: Pause | undefined;
  for (;;) {
    const seen = run.store.fingerprint();
    let view = lookAndMend(scribeOf(run));
    const report = adopt(run, view);
    if (report !== undefined) return { kind: 'adopted', view, report };
    if (run.tampering.length > 0) {
      recordTampering(run);
      continue;
    }
    if (view.unrecorded) view = lookAndMend(scribeOf(run));
    // Not before an agent's work is recorded: a person's row clears its mark.
    const taken = takeInbox(scribeOf(run), run.id, run.lease.isBusy());
    stop = taken.stop ?? stop;
    if (taken.rows > 0) continue;
    if (isPlanChanged(run.store, view)) {
      closeApproval(scribeOf(run), view);
      continue;
    }
    const admitted = admission(run.store, view, {
      gates,
      force,
      attended: run.options.attended,
      configHash: run.configHash,
      isLimitOver: (account) => isLimitOver(run.limits, account),
      now: run.clock.now().getTime(),
    });
    switch (admitted.kind) {
      case 'spawn':
        if (stop !== undefined) return { kind: 'stopped', ...stop };
        run.lease.update({ busy: true });
        return { kind: 'act', view };
      case 'open-gate':
        if (stop !== undefined) return { kind: 'stopped', ...stop };
        // What cannot be opened so waits for a person, as it would without auto.
        if (!openGate(run, admitted.gate)) gates = 'manual';
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
function openGate(run: Run, gate: Gate): boolean {
  const before = run.store.ledger().rows;
  const isOpen = (passGate(run, gate)?.view.ledger.rows ?? before) > before;
  if (isOpen) run.report({ kind: 'gate-opened', gate });
  return isOpen;
}

/** Undefined, and nothing written, where the questions cannot be read or answered. */
function passGate(run: Run, gate: Gate): Done | undefined {
  const scribe = scribeOf(run);
  const actor = { by: AUTO };
  if (gate === 'approval') return approve(scribe, actor);
  const file = run.store.questions();
  const text = file?.text ?? '';
  if (readQuestions(text).length === 0) {
    return mayAsk(text) ? undefined : answerNone(scribe, actor);
  }
  const isAgents = file?.hash === run.store.state().questionsAfterRun;
  const answers = suggestedAnswers(text, { isAgents });
  const isWhole = allAnswers(writeAnswers(text, answers)) !== undefined;
  return isWhole ? answer(scribe, actor, answers) : undefined;
}
