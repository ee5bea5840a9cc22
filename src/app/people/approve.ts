import { resolveWords } from '../../domain/text/markdown/conflict.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { Writer } from '../ports/session/writer.ts';
import { planConflict } from '../session/gate-trouble.ts';
import type { View } from '../session/look.ts';
import type { PersonAct } from '../session/rows.ts';
import { type Actor, atGate, type Done, record, settledView, whereItStands } from './acts.ts';

/** The move planning → implementation: a person's, and only from where a plan waits for it. */
export function approve(writer: Writer, actor: Actor): Done {
  const view = planView(writer);
  refusePlanConflict(writer);
  const plan = writer.store.planFiles();
  const remarks =
    plan.files.length > 0 ? [] : ['no plan file was found in the session (MM-DD-HH:mm-plan-….md)'];
  const act: PersonAct = {
    status: 'approved',
    ...actor,
    to: 'implementation',
    plan: {
      files: [...plan.files],
      hash: plan.hash,
      outline: writer.store.planOutline(),
      ...(writer.store.promisedFiles(0).saysNoCommit ? { noCommit: true } : {}),
    },
  };
  return { view: record(writer, view, act), remarks };
}

/** Turns the plan down; the note goes to the planning agent's next run. */
export function reject(writer: Writer, actor: Actor & { readonly note: string }): Done {
  const view = planView(writer);
  const act: PersonAct = { status: 'rejected', ...actor };
  return { view: record(writer, view, act), remarks: [] };
}

/** Whether there is a plan that a person may approve or reject. */
export function waitsForApproval(view: View): boolean {
  return view.phase === 'planning' && (atGate(view, 'approval') || view.ledger.planRejected);
}

function planView(writer: Writer): View {
  const view = settledView(writer);
  if (waitsForApproval(view)) return view;
  throw new UserError(`there is no plan that waits for approval: ${whereItStands(view)}`, {
    hint: 'to see where it stands: samocode status',
  });
}

/** Throws where a plan has two versions: which one was approved could not be told. */
function refusePlanConflict({ store }: Writer): void {
  const conflict = planConflict(store);
  if (conflict === undefined) return;
  throw new UserError(conflict.text, { hint: resolveWords(conflict.name) });
}
