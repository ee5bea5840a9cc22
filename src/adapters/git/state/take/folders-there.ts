import type { Stops } from '../../../../app/ports/repository.ts';
import { stateRef } from '../../../../domain/fleet/carried-state.ts';
import { NoRemote, openRemoteGit, remoteRefs, stateRemote } from '../remote-git.ts';
import type { StatePlace } from '../state-place.ts';

const STATES = stateRef('');
/** `YY-MM-DD-` */
const DATE_LENGTH = 9;

/** The dated folders of this name whose states the remote has. Throws where it does not answer. */
export async function foldersThere(
  place: StatePlace,
  name: string,
  stops: Stops,
): Promise<readonly string[]> {
  const git = openRemoteGit(place, stops);
  try {
    const remote = await stateRemote(place, git);
    const refs = await remoteRefs(git, remote, stateRef(`-${name}`).replace(STATES, `${STATES}*`));
    return refs.flatMap((ref) => {
      const folder = ref.slice(STATES.length).slice(0, DATE_LENGTH) + name;
      return stateRef(folder) === ref ? [folder] : [];
    });
  } catch (error) {
    if (error instanceof NoRemote) return [];
    throw error;
  }
}
