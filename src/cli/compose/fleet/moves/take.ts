import { here } from '../../../../adapters/config/environment.ts';
import { neededFleet } from '../../../../adapters/config/fleet-settings.ts';
import { findSessions } from '../../../../adapters/fleet/acts/find-session.ts';
import type { Fleet } from '../../../../adapters/fleet/fleet.ts';
import { beginTake, endTake, undoTake } from '../../../../adapters/fleet/take.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import { take, type Taken } from '../../../../app/fleet/moves/take.ts';
import type { TakingFleet } from '../../../../app/ports/fleet/moves.ts';
import { openSession } from '../../people/open-session.ts';
import { findProject, type PlaceFlags, type Project } from '../../place/place.ts';
import { wantedConfig } from '../../queue/queue.ts';
import { needName, openOwnFleet } from '../own-name.ts';
import { holderNow, spotsIn } from './spots.ts';

interface TakeUse {
  readonly leavesUnpushed: boolean;
  /** Throws where a person has to accept the project first. */
  readonly accept: (project: Project) => Promise<void>;
  readonly warn: (text: string) => void;
}

/** Brings a session of the fleet to this machine (`take`). */
export async function takeHere(
  { config, session }: PlaceFlags & { readonly session: string },
  { leavesUnpushed, accept, warn }: TakeUse,
): Promise<Taken> {
  const at = here();
  await using opened = await openOwnFleet(at, neededFleet(at));
  const { fleet } = opened;
  await needName(at, fleet);
  const wanted = { config: wantedConfig(config), session };
  return await take(takingFleet(fleet), wanted, {
    ...{ leavesUnpushed, holderName: holderNow, run: randomId() },
    spotsOf: async (path) => {
      const project = findProject({ config: path }, { spawns: false });
      await accept(project);
      return spotsIn(project, fleet.machine);
    },
    storeOf: (path, folder) => openSession({ config: path, session: folder }, warn).store,
  });
}

function takingFleet(fleet: Fleet): TakingFleet {
  const { machine, heartbeatMs, database } = fleet;
  return {
    ...{ machine, heartbeatMs },
    find: (asked) => findSessions(database.sql, asked),
    begin: async (name, answerOf) => {
      const begun = await beginTake(fleet, name, answerOf);
      return begun && { ...begun, undo: () => undoTake(fleet, begun.taking) };
    },
    end: (told) => endTake(fleet, told),
  };
}
