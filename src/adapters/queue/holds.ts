import { join } from 'node:path';
import type { ChildIdentity } from '../../app/ports/process.ts';
import type { TakenHolds } from '../../app/work/take-place.ts';
import { errorMessage } from '../../domain/text/error-code.ts';
import { fingerprint } from '../../domain/text/fingerprint.ts';
import type { Acquired } from '../disk/lock.ts';
import { acquireInTurn } from '../disk/lock-in-turn.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { type SlotHolder, slotLock } from './slot.ts';

/**
 * Takes names of which no two running sessions of the user may have the same: all of them, or none. A run that
 * was killed has none, and one whose session this run has taken over. Where the state folder cannot be written,
 * runs share nothing. The first name is that of the session itself.
 */
export function takeHolds(
  stateDir: string,
  me: SlotHolder,
  isAlive: (process: ChildIdentity) => boolean,
): TakenHolds {
  const folder = join(stateDir, 'held');
  const taken: string[] = [];
  const giveBack = (): void => {
    for (const path of taken) slotLock.release(path, me.id);
  };
  const isDead = (one: SlotHolder | 'unreadable'): boolean =>
    one === 'unreadable' || !isAlive(one) || one.holds[0] === me.holds[0];
  try {
    makeFolder(folder);
    // In one order for all, so that of two runs one gets all of them.
    for (const name of [...me.holds].sort()) {
      const path = join(folder, fingerprint(name));
      const result = acquireInTurn(slotLock, { path, me, isDead, force: false });
      if (result.kind !== 'acquired') {
        giveBack();
        return { kind: 'held', name, by: holderOf(result) };
      }
      taken.push(path);
    }
  } catch (error) {
    // Nothing is shared.
    const problem = errorMessage(error);
    return { kind: 'taken', release: giveBack, problem };
  }
  return { kind: 'taken', release: giveBack };
}

/** Undefined: another run is about to have it. */
function holderOf(
  result: Exclude<Acquired<SlotHolder>, { kind: 'acquired' }>,
): SlotHolder | undefined {
  return result.kind === 'held' && result.holder !== 'unreadable' ? result.holder : undefined;
}
