import { type Gate, gateBetween } from '../../domain/phases/rules.ts';
import type { PersonRow } from '../../domain/session/rows/person-row.ts';
import type { Writer } from '../ports/session/writer.ts';
import { look, type View } from './look.ts';
import { type PersonAct, personRow } from './rows.ts';
import { settle, settleBeneathMark } from './settle.ts';

/** The row of a person's act, and the overview after it. */
export function recordAct(writer: Writer, view: View, act: PersonAct): void {
  const { run, caller } = writer;
  const { by, otherSessions } = act;
  const gate = gateOpenedBy(view, act);
  writer.store.append(personRow(view, act, { at: writer.now(), run, caller }));
  if (gate !== undefined) writer.openings?.push({ gate, by, caller, otherSessions });
  const after = look(writer.store);
  // An act leaves the mark of work that is still to be published, unless it gives the session to an agent again.
  if (after.unrecorded) settleBeneathMark(writer, after);
  else
    settle(writer, { ...after, state: { ...after.state, lost: 0 } }, { agentRan: view.unrecorded });
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
