import type { SessionStore } from '../ports/session/store.ts';
import type { Writer } from '../ports/session/writer.ts';
import { look, type View } from '../session/look.ts';
import { rowHead } from '../session/rows.ts';
import { settle } from '../session/settle.ts';

/**
 * Whether the plan is another than the one that a person approved, ticks aside, and no agent has begun
 * to carry it out.
 */
export function isPlanChanged(store: SessionStore, { ledger, state, phase }: View): boolean {
  const { approved } = ledger;
  if (approved === undefined || phase !== 'implementation' || state.begun === approved.row) {
    return false;
  }
  return store.planOutline() !== approved.outline;
}

/** Closes the approval gate again: the session waits for a person's word on the plan as it is now. */
export function closeApproval(writer: Writer, view: View): void {
  const { store, warn, now, run } = writer;
  const names = store.planFiles().files.join(', ');
  const plan = names === '' ? 'the plan is gone' : `the plan (${names}) was changed`;
  const reason = `${plan} after a person had approved it; to approve it as it is now: samocode approve`;
  warn(reason);
  const head = rowHead({
    at: now(),
    run,
    iteration: view.iteration,
    from: view.phase,
    to: 'planning',
  });
  const fields = { kind: 'noticed', status: 'plan-changed', for: 'plan_approval' } as const;
  store.append({ ...head, ...fields, reason });
  settle(writer, look(store), { agentRan: false });
}
