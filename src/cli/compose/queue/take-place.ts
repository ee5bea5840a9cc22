import { takeHolds } from '../../../adapters/queue/holds.ts';
import { noteProject } from '../../../adapters/queue/projects.ts';
import { type Slot, takeSlot } from '../../../adapters/queue/slot.ts';
import type { ProcessRoom } from '../../../app/ports/process.ts';
import type { Lease } from '../../../app/ports/session/lease.ts';
import type { SessionReader } from '../../../app/ports/session/store.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Place } from '../place/place.ts';
import { holdsOf } from './holds.ts';

interface Taking {
  readonly run: string;
  readonly room: ProcessRoom;
  readonly store: SessionReader;
  /** Given back where the place is refused. */
  readonly lease: Lease;
  readonly isUnderWork: boolean;
  readonly warn: (text: string) => void;
}

/**
 * The slot of a run among those of the user, and its worktree and branch for it alone. Throws a UserError
 * (exit 6) while another session runs in one of them.
 */
export function takePlace(
  place: Place,
  { run, room, store, lease, isUnderWork, warn }: Taking,
): { readonly slot: Slot; readonly holds: { readonly release: () => void } } {
  const { stateDir, session } = place;
  const isAlive: typeof room.isAlive = (one) => room.isAlive(one);
  const named = { config: place.config.configPath, session, isUnderWork, since: Date.now() };
  const me = { id: run, ...room.self(), ...named, holds: holdsOf(place, store) };
  const holds = takeHolds(stateDir, me, isAlive);
  if (holds.kind === 'held') {
    lease.release();
    throw heldBy(holds);
  }
  if (holds.problem !== undefined) {
    warn(`other sessions may use this worktree and branch meanwhile: ${holds.problem}`);
  }
  noteProject(stateDir, named.config);
  const slot = takeSlot(stateDir, me, isAlive);
  if (slot.problem !== undefined) warn(`no SAMOCODE_SLOT for this run: ${slot.problem}`);
  return { slot, holds };
}

function heldBy({ name, by }: Extract<ReturnType<typeof takeHolds>, { kind: 'held' }>): UserError {
  const status = sessionCommand(by, { words: ['status'] });
  return new UserError(
    `the session ${printable(by.session)} (pid ${by.pid}) works in the same place: ${printable(name)}`,
    { hint: `start this one when it has ended; to look: ${status}`, exitCode: 6 },
  );
}
