import { wordingOf } from '../../domain/questions/questions.ts';
import { whileOthersWorked } from '../../domain/session/other-sessions.ts';
import type { Writer } from '../ports/session/writer.ts';
import { look, type View } from './look.ts';
import { recordAct } from './record-act.ts';
import { type PersonAct, rowHead } from './rows.ts';
import { settle, settleBeneathMark } from './settle.ts';

/**
 * Looks, and records the findings: repairs an overview that was not settled, and records a manual
 * edit as a row. A mark without its row is left to the recovery, together with a phase that an
 * agent changed, because its signal may ask for that phase.
 */
export function lookAndRepair(writer: Writer): View {
  const view = lookAndRepairPhase(writer);
  return recordAnswers(writer, view) ? look(writer.store) : view;
}

/** The same, but for answers that were written by hand: they wait for their row. */
export function lookAndRepairPhase(writer: Writer): View {
  const view = look(writer.store);
  return repairPhase(writer, view) ? look(writer.store) : view;
}

/** Whether something had to be written. */
function repairPhase(writer: Writer, view: View): boolean {
  switch (view.reconciled.kind) {
    case 'agreed':
      if (view.ledger.rows === 0 || !needsSettling(view)) return false;
      settle(writer, view, { agentRan: hasRun(view) });
      return true;
    case 'repair':
      if (view.unrecorded) settleBeneathMark(writer, view);
      else settle(writer, view, { agentRan: hasRun(view), create: true });
      return true;
    case 'restore':
      return false;
    case 'override': {
      const note = `Phase set by hand: ${view.reconciled.from} → ${view.phase}`;
      writer.warn(note);
      recordEdit(writer, view, { file: '_overview.md', act: { status: 'overridden', note } });
      return true;
    }
  }
}

/** Records a manual edit of `_qa.md` as a row. */
function recordAnswers(writer: Writer, view: View): boolean {
  if (view.answersByHand === undefined) return false;
  const asked = wordingOf(writer.store.questions()?.text);
  const act = { status: 'answered', answers: view.answersByHand, asked } as const;
  recordEdit(writer, view, { file: '_qa.md', act });
  return true;
}

/** The row of an edit by hand; it says so where an agent of another session may have made it. */
function recordEdit(
  writer: Writer,
  view: View,
  { file, act }: { readonly file: '_overview.md' | '_qa.md'; readonly act: Omit<PersonAct, 'by'> },
): void {
  const otherSessions = writer.store.otherAgents(file);
  if (otherSessions.length === 0) {
    recordAct(writer, view, { ...act, by: 'file' });
    return;
  }
  const edited = `${file} was edited ${whileOthersWorked(otherSessions)}`;
  const to = view.reconciled.kind === 'override' ? view.reconciled.from : view.phase;
  const first = file === '_qa.md' ? 'correct _qa.md, and ' : '';
  const undo = `samocode stop; when it has ended, ${first}go back: samocode resume --phase ${to}`;
  writer.warn(`${edited}; if you did not do that: ${undo}`);
  recordAct(writer, view, { ...act, by: 'file', unverified: true, otherSessions });
}

/**
 * Whether a row was written just before we died: its mark is still there, or the settled row number
 * is old.
 */
function needsSettling(view: View): boolean {
  if (view.unrecorded) return false;
  return view.state.mark !== undefined || view.state.settledRows !== view.ledger.rows;
}

function hasRun(view: View): boolean {
  return view.state.mark !== undefined;
}

/**
 * Puts back a phase that an agent changed, with a warning and a row: the history is right, and an
 * agent has no say in it but by its signal. The mark stays: its signal is still to be recorded.
 */
export function putBack(writer: Writer, view: View): void {
  if (view.reconciled.kind !== 'restore') return;
  const { store } = writer;
  const found = view.reconciled.found ?? 'something that is no phase';
  const reason = `an agent changed Phase to ${found}; put back to ${view.phase}`;
  writer.warn(`_overview.md: ${reason}`);
  const head = rowHead({
    at: writer.now(),
    run: writer.run,
    iteration: view.iteration,
    from: view.phase,
    to: view.phase,
  });
  store.append({ ...head, kind: 'restored', status: 'restored', reason });
  settleBeneathMark(writer, look(store));
}
