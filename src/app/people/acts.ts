import { openableGate } from '../../domain/session/standing.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { Writer } from '../ports/session/writer.ts';
import { look, type View } from '../session/look.ts';
import { recordAct } from '../session/record-act.ts';
import { lookAndRepair } from '../session/repair.ts';
import type { PersonAct } from '../session/rows.ts';

/** The person who acts, and their note. */
export interface Actor {
  /** A user's name, or `auto` for `--gates auto`. */
  readonly by: string;
  readonly note?: string | undefined;
  /** The message that the act came by, if it came as one. */
  readonly source?: string | undefined;
}

/** The result of an act, for the person who acted. */
export interface Done {
  readonly view: View;
  /** Things they may want to know. */
  readonly remarks: readonly string[];
}

/** The session, repaired; throws while work of an agent is not recorded. */
export function settledView(writer: Writer, repair = lookAndRepair): View {
  return settled(repair(writer));
}

/** Throws while work of an agent is not recorded. */
export function settled(view: View): View {
  if (!view.unrecorded) return view;
  throw new UserError('an agent ran here and its work is not recorded yet', {
    hint: 'the next run records it, and the answers in _qa.md, before it starts an agent: samocode run',
  });
}

/** Records an act; the session after it. */
export function record(writer: Writer, view: View, act: PersonAct): View {
  recordAct(writer, view, act);
  return look(writer.store);
}

/** Whether a person may open this gate now. */
export function atGate(view: View, gate: 'answers' | 'approval'): boolean {
  return openableGate(view.standing) === gate;
}

/** For the message of an act that is not possible now. */
export function whereItStands({ phase, standing }: View): string {
  if (standing.kind === 'waiting') {
    return `the session is in ${phase} and waits for ${standing.for}`;
  }
  return standing.kind === 'blocked'
    ? `the session is blocked in ${phase} (${standing.reason})`
    : `the session is in ${phase}`;
}
