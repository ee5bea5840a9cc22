import { findGitPlace } from '../../../../adapters/git/place/git-place.ts';
import { lastPushed } from '../../../../adapters/git/state/note.ts';
import { removeState } from '../../../../adapters/git/state/remove-state.ts';
import type { StatePlace } from '../../../../adapters/git/state/state-place.ts';
import { openStateTravel } from '../../../../adapters/git/state/state-travel.ts';
import { foldersThere } from '../../../../adapters/git/state/take/folders-there.ts';
import { isHeldHere } from '../../../../adapters/git/state/take/is-held.ts';
import { identitiesHere } from '../../../../adapters/process/table/identities.ts';
import { MARK_NAME } from '../../../../adapters/process/table/process-table.ts';
import type { StateRemoval } from '../../../../app/clean/clean-states.ts';
import type { KnownStates } from '../../../../app/ports/fleet/state-travel.ts';
import type { Stops } from '../../../../app/ports/repository.ts';
import { branchName } from '../../../../domain/session/naming/names.ts';
import type { Place } from '../../place/place.ts';
import { sessionWork } from '../../place/session-work.ts';

/** Who carries a session. */
interface Carrier {
  readonly machine: string;
  readonly run: string;
  /** The branch that the session owns; undefined: that of its name. */
  readonly branch?: string | undefined;
}

/** The states of a session in the git remote. */
interface OpenTravel extends KnownStates {
  /** Removes the newest state of a session that is done, where this machine pushed it last. */
  readonly remove: (how: Stops & { readonly isDry: boolean }) => Promise<StateRemoval | undefined>;
}

/** Undefined: the project is no git repository. */
export function openTravel(
  place: Pick<Place, 'config' | 'folder' | 'stateDir' | 'environment' | 'child'>,
  { machine, run, branch }: Carrier,
): OpenTravel | undefined {
  const { config, folder, environment, child } = place;
  const mark = { [MARK_NAME]: run };
  const work = sessionWork(place, findGitPlace(config.mainRepo), { ...child, ...mark });
  if (work === undefined) return undefined;
  const statePlace: StatePlace = {
    ...work,
    ...{ sessionFolder: folder.path, machine, run },
    processes: identitiesHere(),
    branch: branch ?? branchName(folder.folder, config.branchPrefix),
    remote: config.stateRemote,
    personal: { ...environment, ...mark },
    remoteLimitMs: config.publishTimeoutMs,
  };
  return {
    ...openStateTravel(statePlace),
    isHeldHere: (stops) => isHeldHere(statePlace, stops),
    remove: (how) => removeState(statePlace, how),
    foldersThere: (name, stops) => foldersThere(statePlace, name, stops),
    lastPushed: () => lastPushed(statePlace),
  };
}
