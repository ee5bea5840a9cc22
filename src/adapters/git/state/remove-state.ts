import { rmSync } from 'node:fs';
import type { StateRemoval } from '../../../app/clean/clean-states.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import { stateRef } from '../../../domain/fleet/carried-state.ts';
import { publishWords } from '../../../domain/report/publish-failure.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { openRefsGit } from '../checkpoint/raw-git.ts';
import { stdoutOf } from '../checkpoint/stdout-of.ts';
import { notePath, readNote } from './note.ts';
import { openRemoteGit, pushRef, remoteCommit, stateRemote } from './remote-git.ts';
import type { StatePlace } from './state-place.ts';

const LOCAL_LIMIT_MS = 30_000;

/**
 * Removes the state of a session that is done, from the remote first: only that which this machine pushed last. What a
 * killed removal left, the next one removes. Undefined: this machine knows of none.
 */
export async function removeState(
  place: StatePlace,
  { isDry, ...stops }: Stops & { readonly isDry: boolean },
): Promise<StateRemoval | undefined> {
  const ref = stateRef(place.session);
  const removed = { cleaned: { ref, isRemoved: true, why: null }, isRefused: false };
  const refused = (why: string): StateRemoval => {
    return { cleaned: { ref, isRemoved: false, why: publishWords(why) }, isRefused: true };
  };
  try {
    const refs = openRefsGit(place, { ...stops, timeoutMs: LOCAL_LIMIT_MS });
    const note = await readNote(place, refs);
    if (note === undefined) return undefined;
    if (isDry) return removed;
    const git = openRemoteGit(place, stops);
    const remote = await stateRemote(place, git);
    const expected = note.pushed?.commit ?? note.commit;
    const push = await pushRef(git, { remote, ref, commit: '', expected });
    if (push.kind === 'refused') return refused(push.why);
    if (push.kind === 'moved' && (await remoteCommit(git, remote, ref)) !== undefined) {
      const why = 'it is none that this machine pushed last';
      return { cleaned: { ref, isRemoved: false, why }, isRefused: false };
    }
    await stdoutOf(refs(['update-ref', '-d', ref]));
    rmSync(notePath(place), { force: true });
    return removed;
  } catch (error) {
    return refused(errorMessage(error));
  }
}
