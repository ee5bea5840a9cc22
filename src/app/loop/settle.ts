import type { Standing } from '../../domain/session/standing.ts';
import { wordingOf } from '../../domain/questions/questions.ts';
import type { PersonRow } from '../../domain/session/row.ts';
import { gateBetween, type Gate } from '../../domain/phases/rules.ts';
import type { OwnFields } from '../../domain/session/overview.ts';
import { look, type View } from './look.ts';
import { personRow, rowHead, type PersonAct } from './rows.ts';
import type { Scribe } from '../ports/scribe.ts';
import type { RunState } from '../ports/state.ts';

/**
 * Updates overview and state from the history, and clears the mark. The current `_qa.md` now counts
 * as old: only later changes are a person's. Returns the state.
 */
export function settle(
  { store }: Pick<Scribe, 'store'>,
  view: View,
  options: {
    readonly agentRan: boolean;
    readonly create?: boolean;
    /**
     * The next mark, or the end of the run, writes the state: until then a look would repair it.
     */
    readonly deferState?: true;
  },
): RunState {
  store.settle(ownFields(view), options.create);
  const settled: RunState = {
    ...view.state,
    mark: undefined,
    settledRows: view.ledger.rows,
    questionsAfterRun: options.agentRan
      ? (store.questions()?.hash ?? null)
      : view.state.questionsAfterRun,
    // A person has acted: three more attempts may be lost.
    lost: options.agentRan ? view.state.lost : 0,
  };
  if (options.deferState === true) store.deferState(settled);
  else store.saveState(settled);
  return settled;
}

/** What our own lines of the overview have to say. */
export function ownFields(view: View): OwnFields {
  return {
    Phase: view.ledger.phase ?? view.phase,
    Iteration: view.iteration,
    'Total Iterations': view.total,
    Blocked: blockedWord(view.standing),
  };
}

function blockedWord(standing: Standing): OwnFields['Blocked'] {
  if (standing.kind === 'waiting') return 'waiting_human';
  return standing.kind === 'blocked' || standing.kind === 'failed' ? 'blocked' : 'no';
}

/**
 * Looks, and records the findings: repairs an overview that was not settled, and records a manual
 * edit as a row. A mark without its row is left to the recovery, together with a phase that an
 * agent changed, because its signal may ask for that phase.
 */
export function lookAndMend(scribe: Scribe): View {
  const view = lookAndMendPhase(scribe);
  return recordAnswers(scribe, view) ? look(scribe.store) : view;
}

/** The same, but for answers that were written by hand: they wait for their row. */
export function lookAndMendPhase(scribe: Scribe): View {
  const view = look(scribe.store);
  return mendPhase(scribe, view) ? look(scribe.store) : view;
}

/** Whether something had to be written. */
function mendPhase(scribe: Scribe, view: View): boolean {
  switch (view.reconciled.kind) {
    case 'agreed':
      if (view.ledger.rows === 0 || !needsSettling(view)) return false;
      settle(scribe, view, { agentRan: hasRun(view) });
      return true;
    case 'mend':
      if (view.unrecorded) settleBeneathMark(scribe, view);
      else settle(scribe, view, { agentRan: hasRun(view), create: true });
      return true;
    case 'restore':
      return false;
    case 'override': {
      const note = `Phase set by hand: ${view.reconciled.from} → ${view.phase}`;
      scribe.warn(note);
      recordAct(scribe, view, { status: 'overridden', by: 'file', note });
      return true;
    }
  }
}

/** Records a manual edit of `_qa.md` as a row. */
function recordAnswers(scribe: Scribe, view: View): boolean {
  if (view.answersByHand === undefined) return false;
  recordAct(scribe, view, {
    status: 'answered',
    by: 'file',
    answers: view.answersByHand,
    asked: wordingOf(scribe.store.questions()?.text),
  });
  return true;
}

/** The row of a person's act, and the overview after it. */
export function recordAct(scribe: Scribe, view: View, act: PersonAct): void {
  const { run, caller } = scribe;
  const gate = gateOpenedBy(view, act);
  scribe.store.append(personRow(view, act, { at: scribe.now(), run, caller }));
  if (gate !== undefined) scribe.openings?.push({ gate, by: act.by, caller });
  settle(scribe, look(scribe.store), { agentRan: false });
}

/** Which gate an act opens by its name alone; of answers only those that are complete have a row. */
export function gateOf(status: PersonRow['status']): Gate | undefined {
  if (status === 'approved') return 'approval';
  return status === 'answered' ? 'answers' : undefined;
}

/** Which gate an act opens. */
function gateOpenedBy({ reconciled, phase }: View, { status }: PersonAct): Gate | undefined {
  const gate = gateOf(status);
  if (gate !== undefined) return gate;
  const isMove = status === 'overridden' && reconciled.kind === 'override';
  return isMove ? gateBetween(reconciled.from, phase) : undefined;
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
export function putBack(scribe: Scribe, view: View): void {
  if (view.reconciled.kind !== 'restore') return;
  const { store } = scribe;
  const found = view.reconciled.found ?? 'something that is no phase';
  const reason = `an agent changed Phase to ${found}; put back to ${view.phase}`;
  scribe.warn(`_overview.md: ${reason}`);
  const head = rowHead({
    at: scribe.now(),
    run: scribe.run,
    iteration: view.iteration,
    from: view.phase,
    to: view.phase,
  });
  store.append({ ...head, kind: 'restored', status: 'restored', reason });
  settleBeneathMark(scribe, look(store));
}

function settleBeneathMark({ store }: Scribe, view: View): void {
  store.settle(ownFields(view), true);
  store.saveState({ ...view.state, settledRows: view.ledger.rows });
}
