import { sessionCommand } from '../../domain/session/session-command.ts';
import { printable } from '../../domain/text/printable.ts';
import { UserError } from '../../domain/text/user-error.ts';

/** The names of a run that no two running sessions may share. */
export type TakenHolds =
  | {
      readonly kind: 'taken';
      readonly release: () => void;
      /** Why none could be taken. */
      readonly problem?: string;
    }
  /** Another living run has one of them. */
  | {
      readonly kind: 'held';
      readonly name: string;
      /** Undefined: one that is just taking it over from a run that was killed. */
      readonly by:
        { readonly config: string; readonly session: string; readonly pid: number } | undefined;
    };

/** How a run takes its place among those of the user. */
export interface PlaceUse<Slot> {
  readonly takeHolds: () => TakenHolds;
  readonly takeSlot: () => Slot;
  /** Notes the project as one of the user. */
  readonly noteProject: () => void;
  /** Gives the session back, where the place is refused. */
  readonly giveBack: () => void;
  readonly warn: (text: string) => void;
}

/** A run among those of the user. */
export interface RunPlace<Slot> {
  readonly slot: Slot;
  readonly holds: { readonly release: () => void };
}

/**
 * The slot of a run among those of the user, and its worktree and branch for it alone. Throws a UserError
 * (exit 6) while another session runs in one of them.
 */
export function takePlace<Slot extends { readonly problem?: string | undefined }>({
  takeHolds,
  takeSlot,
  noteProject,
  giveBack,
  warn,
}: PlaceUse<Slot>): RunPlace<Slot> {
  const holds = takeHolds();
  if (holds.kind === 'held') {
    giveBack();
    throw heldBy(holds);
  }
  if (holds.problem !== undefined) {
    warn(`other sessions may use this worktree and branch meanwhile: ${holds.problem}`);
  }
  noteProject();
  const slot = takeSlot();
  if (slot.problem !== undefined) warn(`no SAMOCODE_SLOT for this run: ${slot.problem}`);
  return { slot, holds };
}

function heldBy({ name, by }: Extract<TakenHolds, { kind: 'held' }>): UserError {
  if (by === undefined) {
    const text = `another session is about to work in the same place: ${printable(name)}`;
    return new UserError(text, { hint: 'try again', exitCode: 6 });
  }
  const status = sessionCommand(by, { words: ['status'] });
  return new UserError(
    `the session ${printable(by.session)} (pid ${by.pid}) works in the same place: ${printable(name)}`,
    { hint: `start this one when it has ended; to look: ${status}`, exitCode: 6 },
  );
}
