import type { Told } from '../../../domain/fleet/told.ts';
import type { ProjectSpots } from '../../ports/fleet/moves.ts';
import type { StateTaken } from '../../ports/fleet/state-travel.ts';
import { NEVER } from '../../ports/repository.ts';
import type { Holder } from '../../ports/session/lease.ts';

/** A session whose files are on this machine now. */
export interface TakenHere extends Pick<Extract<StateTaken, { kind: 'taken' }>, 'kind' | 'aside'> {
  /** Null: it was here already. */
  readonly pushed: Told['pushed'];
}

/** Why the files of a session are not on this machine. */
export type NotTaken = Exclude<StateTaken, { kind: 'taken' }>;

/** Takes the state of a session from the remote, unless it is here already. `holderName`: in words for people. */
export async function takeSession(
  spots: ProjectSpots,
  folder: string,
  holderName: (holder: Holder) => string,
): Promise<TakenHere | NotTaken> {
  spots.prepare();
  const spot = spots.inFolder(folder);
  const states = spot.states();
  if (states === undefined) return { kind: 'none' };
  // A run that was killed had taken it, or this machine gave it back and no other one took it.
  if (spot.exists && (await states.isHeldHere(NEVER)))
    return { kind: 'taken', aside: [], pushed: null };
  const holder = spot.exists ? spot.holder() : undefined;
  if (holder !== undefined) {
    const reason = `a run works in its old folder ${spot.path}: ${holderName(holder)}`;
    return { kind: 'refused', refusal: { kind: 'refused', reason, cure: 'end that run' } };
  }
  const taken = await states.take(NEVER);
  if (taken.kind !== 'taken') return taken;
  const { aside, commit, meta } = taken;
  return { kind: 'taken', aside, pushed: { iteration: meta.iteration, commit } };
}

/** Why a session could not be taken. */
export function notTakenWords(taken: NotTaken): string {
  switch (taken.kind) {
    case 'none':
      return 'no git remote has a state of it';
    case 'refused': {
      const { reason, cure } = taken.refusal;
      return `${reason} → ${cure}`;
    }
    case 'failed':
      return taken.why;
  }
}
