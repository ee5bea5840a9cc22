import { systemClock } from '../../../../adapters/clock.ts';
import { here } from '../../../../adapters/config/environment.ts';
import { neededFleet } from '../../../../adapters/config/fleet-settings.ts';
import type { Fleet } from '../../../../adapters/fleet/fleet.ts';
import { releaseSession } from '../../../../adapters/fleet/release.ts';
import { homeOf, keepTold, noteFiles } from '../../../../adapters/fleet/session-row.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import { release, type Released } from '../../../../app/fleet/moves/release.ts';
import type { ReleasingFleet } from '../../../../app/ports/fleet/moves.ts';
import { pushHolder } from '../../../../domain/session/push-holder.ts';
import { heldWords, waitWords } from '../../../render/holder.ts';
import { openSession, prepareSession } from '../../people/open-session.ts';
import type { PlaceFlags } from '../../place/place.ts';
import { nameInQueue } from '../../queue/add.ts';
import { holdsOf } from '../../queue/holds.ts';
import { needName, openOwnFleet } from '../own-name.ts';
import { localSession } from '../state/local-session.ts';

/** Gives a session of this machine to the others (`release`). */
export async function releaseHere(
  flags: PlaceFlags,
  warn: (text: string) => void,
): Promise<Released> {
  const at = here();
  const settings = neededFleet(at);
  const opened = openSession(flags, warn);
  const { place, store } = opened;
  const name = { config: place.config.configPath, session: nameInQueue(place) };
  await using open = await openOwnFleet(at, settings);
  const { fleet } = open;
  await needName(at, fleet);
  prepareSession(opened);
  const session = { ...localSession(opened, fleet.machine), name };
  return await release(
    releasingFleet(fleet),
    { ...session, holds: () => holdsOf(place, store) },
    {
      ...{ run: pushHolder(randomId()), clock: systemClock },
      onWait: (holder, limitMs) => {
        warn(waitWords(holder, Date.now(), limitMs));
      },
      heldWords: (holder) => heldWords(holder, name, Date.now()),
    },
  );
}

function releasingFleet(fleet: Fleet): ReleasingFleet {
  return {
    machine: fleet.machine,
    homeOf: (name) => homeOf(fleet.database.sql, name),
    noteFiles: (name) => noteFiles(fleet, name),
    keepTold: (told) => keepTold(fleet, told),
    release: (task, how) => releaseSession(fleet, task, how),
  };
}
