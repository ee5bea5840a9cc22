import { rmSync } from 'node:fs';
import type { Stops } from '../../../app/ports/repository.ts';
import { stateRef } from '../../../domain/fleet/carried-state.ts';
import type { CleanedState } from '../../../domain/logs/clean-plan.ts';
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
): Promise<CleanedState | undefined> {
  const ref = stateRef(place.session);
  const stays = (why: string): CleanedState => ({ ref, isRemoved: false, why });
  try {
    const refs = openRefsGit(place, { ...stops, timeoutMs: LOCAL_LIMIT_MS });
    const note = await readNote(place, refs);
    if (note === undefined) return undefined;
    if (isDry) return { ref, isRemoved: true, why: null };
    const git = openRemoteGit(place, stops);
    const remote = await stateRemote(place, git);
    const expected = note.pushed?.commit ?? note.commit;
    const push = await pushRef(git, { remote, ref, commit: '', expected });
    if (push.kind === 'refused') return stays(publishWords(push.why));
    if (push.kind === 'moved' && (await remoteCommit(git, remote, ref)) !== undefined) {
      return stays('it is none that this machine pushed last');
    }
    await stdoutOf(refs(['update-ref', '-d', ref]));
    rmSync(notePath(place), { force: true });
    return { ref, isRemoved: true, why: null };
  } catch (error) {
    return stays(publishWords(errorMessage(error)));
  }
}
