import { noteProject } from '../../../adapters/queue/projects.ts';
import { listSessions } from '../../../adapters/session/session-list.ts';
import type { Submitted } from '../../../app/ports/queue/queue.ts';
import { claimPlace, findPlace, type Place, type PlaceFlags } from '../place/place.ts';
import { openSilently } from '../reading/read-only.ts';
import { holdsOf } from './holds.ts';
import { usingQueue } from './queue.ts';

/** The place of a session that is to be put in line, by the name under which the queue has it. */
export function findQueuePlace(flags: PlaceFlags): Place {
  const place = findPlace(flags, { spawns: true });
  return place.folder.exists ? { ...place, session: nameInQueue(place) } : place;
}

/** The name of a session that is there, as the queue has it. */
export function nameInQueue({ config, folder, session }: Place): string {
  return listSessions(config.sessions).find(({ path }) => path === folder.path)?.name ?? session;
}

/** Puts the session in line; with `--new` its folder is made. */
export async function addToQueue(
  found: Place,
  flags: PlaceFlags,
  asked: {
    readonly text: string | undefined;
    readonly priority: number;
    readonly notBefore: number | undefined;
  },
): Promise<Submitted> {
  const { place } = flags.new === true ? claimPlace(found, flags) : { place: found };
  const { config, session, stateDir } = place;
  const store = place.folder.exists ? openSilently(place) : undefined;
  noteProject(stateDir, config.configPath);
  const task = { config: config.configPath, session, holds: holdsOf(place, store), ...asked };
  return await usingQueue(place, (queue) => queue.submit(task, Date.now()));
}
