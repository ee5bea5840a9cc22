import type { Stops } from '../../../../app/ports/repository.ts';
import { stateRef } from '../../../../domain/fleet/carried-state.ts';
import { openRawGit } from '../../checkpoint/raw-git.ts';
import { readNote } from '../note.ts';
import { openRemoteGit, remoteCommit, stateRemote } from '../remote-git.ts';
import type { StatePlace } from '../state-place.ts';

const LIMIT_MS = 30_000;

/** Whether the remote's newest state is the last one that this machine made or took. Never throws; false where git cannot tell. */
export async function isHeldHere(place: StatePlace, stops: Stops): Promise<boolean> {
  try {
    const raw = openRawGit(place, { ...stops, timeoutMs: LIMIT_MS });
    const note = await readNote(place, raw);
    if (note === undefined) return false;
    const git = openRemoteGit(place, stops);
    const there = await remoteCommit(git, await stateRemote(place, git), stateRef(place.session));
    return there !== undefined && (there === note.commit || there === note.pushed?.commit);
  } catch {
    return false;
  }
}
