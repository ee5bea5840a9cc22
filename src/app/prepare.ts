import type { Admission } from '../domain/admission.ts';
import type { Gate } from '../domain/rules.ts';
import { answer, answerNone, approve, suggestedAnswers } from './acts.ts';
import type { Report } from './iteration.ts';
import { admission, type View } from './look.ts';
import { adopt, scribeOf } from './recover.ts';
import type { Run } from './run.ts';
import { lookAndMend } from './settle.ts';

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
    };

/**
 * Looks, and decides whether to spawn, while no command can write: from here on the lease says that
 * an agent is about to work, so that a person's act never falls between the look and the spawn.
 */
export async function prepare(run: Run, force: boolean): Promise<Step> {
  return await run.leases.exclusively(() => {
    for (;;) {
      const seen = run.store.fingerprint();
      let view = lookAndMend(scribeOf(run));
      const report = adopt(run, view);
      if (report !== undefined) return { kind: 'adopted', view, report };
      if (view.unrecorded) view = lookAndMend(scribeOf(run));
      const admitted = admission(run.store, view, {
        gates: run.options.gates,
        force,
        attended: run.options.attended,
        config: run.configHash,
        now: run.clock.now().getTime(),
      });
      switch (admitted.kind) {
        case 'spawn':
          run.lease.update({ busy: true });
          return { kind: 'act', view };
        case 'open-gate':
          openGate(run, admitted.gate);
          continue;
        case 'finished':
        case 'waiting':
        case 'blocked':
        case 'failed':
        case 'parked':
          return { kind: 'rest', view, admission: admitted, seen };
      }
    }
  });
}

/** `--gates auto`: a person's part done by samocode, and recorded as such. */
function openGate(run: Run, gate: Gate): void {
  const scribe = scribeOf(run);
  const actor = { by: 'auto' };
  if (gate === 'approval') approve(scribe, actor);
  else {
    const text = run.store.questions()?.text ?? '';
    const answers = suggestedAnswers(text);
    if (Object.keys(answers).length === 0) answerNone(scribe, actor);
    else answer(scribe, actor, answers);
  }
  run.report({ kind: 'gate-opened', gate });
}
