import type { Phase } from '../../domain/phases/phase.ts';
import { gateBetween, type Promised, ruleOf } from '../../domain/phases/rules.ts';
import { gateOf, unpublishedOf } from '../../domain/session/standing.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { Writer } from '../ports/session/writer.ts';
import { look, type View } from '../session/look.ts';
import { lookAndRepair } from '../session/repair.ts';
import type { PersonAct } from '../session/rows.ts';
import { type Actor, type Done, record, settled } from './acts.ts';
import { takeEarlier } from './steer.ts';

/** Clears a wait for an action, a block and all counters; never opens a gate. */
export function resume(
  writer: Writer,
  actor: Actor,
  to: Phase | undefined,
  waived?: readonly Promised[],
): Done {
  const view = resumableView(writer);
  if (waived !== undefined) refuseWaiver(to ?? view.phase, waived);
  if (to !== undefined && to !== view.phase) refusePastGate(view, to);
  if (to === undefined && view.standing.kind === 'done') {
    throw new UserError('the session is done', {
      hint: 'to reopen it: samocode resume --phase investigation --note "…"',
    });
  }
  const act: PersonAct = {
    status: 'resumed',
    ...actor,
    ...(to === undefined ? {} : { to }),
    ...(waived === undefined ? {} : { waived }),
  };
  const after = record(writer, view, act);
  const gate = gateOf(after.standing);
  const remarks =
    gate === undefined ? [] : [`the ${gate} gate stays closed; to open it: ${hintOfGate(gate)}`];
  return { view: after, remarks };
}

/** The command that opens a gate. */
export function hintOfGate(gate: 'answers' | 'approval'): string {
  return gate === 'answers' ? 'samocode answer' : 'samocode approve';
}

/**
 * Work that cannot be published is given to the agent again: its mark goes. Messages that a run left in
 * the inbox were sent before: a pause among them must not hold up the session that is resumed now.
 */
function resumableView(writer: Writer): View {
  const view = lookAndRepair(writer);
  if (unpublishedOf(view.standing) === undefined) settled(view);
  return takeEarlier(writer) ? look(writer.store) : view;
}

/** A waiver of a thing that the phase does not promise would do nothing. */
function refuseWaiver(phase: Phase, waived: readonly Promised[]): void {
  const { promises } = ruleOf(phase);
  const wrong = waived.find((promised) => !promises.includes(promised));
  if (wrong === undefined) return;
  throw new UserError(`--waive ${wrong}: ${phase} does not promise that`, {
    hint: promises.length === 0 ? `${phase} promises nothing` : `valid: ${promises.join(', ')}`,
  });
}

/** `resume --phase` goes back, never forward past a gate that only its own command opens. */
function refusePastGate(view: View, to: Phase): void {
  const gate = gateBetween(view.phase, to);
  if (gate === undefined) return;
  throw new UserError(`resume does not pass the ${gate} gate on the way to ${to}`, {
    hint: `${hintOfGate(gate)}; or edit Phase in _overview.md, which is recorded as an override`,
  });
}
