import { takeHolds } from '../../../adapters/queue/holds.ts';
import { noteProject } from '../../../adapters/queue/projects.ts';
import { type Slot, takeSlot } from '../../../adapters/queue/slot.ts';
import type { ProcessRoom } from '../../../app/ports/process.ts';
import type { Lease } from '../../../app/ports/session/lease.ts';
import type { SessionReader } from '../../../app/ports/session/store.ts';
import { type RunPlace, takePlace } from '../../../app/work/take-place.ts';
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

/** The place of a run among those of the user (`takePlace`). */
export function placeOfRun(
  place: Place,
  { run, room, store, lease, isUnderWork, warn }: Taking,
): RunPlace<Slot> {
  const { stateDir, session } = place;
  const isAlive: typeof room.isAlive = (one) => room.isAlive(one);
  const named = { config: place.config.configPath, session, isUnderWork, since: Date.now() };
  const me = { id: run, ...room.self(), ...named, holds: holdsOf(place, store) };
  return takePlace({
    takeHolds: () => takeHolds(stateDir, me, isAlive),
    takeSlot: () => takeSlot(stateDir, me, isAlive),
    noteProject: () => {
      noteProject(stateDir, named.config);
    },
    giveBack: () => {
      lease.release();
    },
    warn,
  });
}
