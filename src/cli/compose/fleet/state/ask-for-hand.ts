import { join } from 'node:path';
import { here } from '../../../../adapters/config/environment.ts';
import type { FleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import { findSessions } from '../../../../adapters/fleet/acts/find-session.ts';
import { heartbeatOf } from '../../../../adapters/fleet/database/schema.ts';
import { isNameTaken, isOtherAlive } from '../../../../adapters/fleet/machines.ts';
import { instanceIn } from '../../../../adapters/work/instance.ts';
import type { FleetSession } from '../../../../domain/fleet/session-elsewhere.ts';
import { sessionCommand } from '../../../../domain/session/session-command.ts';
import { errorMessage } from '../../../../domain/text/error-code.ts';
import { printable } from '../../../../domain/text/printable.ts';
import { UserError } from '../../../../domain/text/user-error.ts';
import type { Place, PlaceFlags } from '../../place/place.ts';
import { fleetDatabase } from '../open-fleet.ts';
import { nameTaken } from '../own-name.ts';

/** A run by hand waits for one answer of the database at most that long. */
export const QUERY_MS = 3000;

/** A session that a person runs by hand, as the fleet answered. */
export interface HandSession {
  readonly settings: FleetSettings;
  /** Of this installation. */
  readonly instance: string;
  /** Undefined: the fleet was not asked. */
  readonly known: { readonly isOfFleet: boolean; readonly name: string } | undefined;
}

export type HandFlags = Pick<PlaceFlags, 'new'>;

interface Answer {
  /** Undefined: the fleet does not know the session. */
  readonly one: FleetSession | undefined;
  /** Another machine has the name of this one. */
  readonly other: 'alive' | 'silent' | undefined;
}

/** Whether the fleet knows the session. Throws a UserError where its files are not on this machine. */
export async function askForHand(
  settings: FleetSettings,
  place: Place,
  { warn, ...flags }: HandFlags & { readonly warn: (text: string) => void },
): Promise<HandSession> {
  const { machine } = settings;
  const { session } = place;
  const own = { machine, instance: instanceIn(join(place.stateDir, 'work')) };
  const hand = { settings, instance: own.instance };
  let answer: Answer;
  try {
    answer = await ask(settings, own, { ...flags, place });
  } catch (error) {
    warn(`the fleet was not asked whether another machine has ${session}: ${errorMessage(error)}`);
    return { ...hand, known: undefined };
  }
  const { one, other } = answer;
  if (one === undefined) return { ...hand, known: { isOfFleet: false, name: session } };
  const isOwn = one.machine === machine;
  if (isOwn && other === 'alive') throw nameTaken(here(), own);
  const isHere = isOwn && other === undefined;
  if (one.machine !== null && !isHere && one.state !== 'done') {
    throw notHere(one, `${printable(one.machine)} has ${printable(session)}`);
  }
  if (isHere && one.needsTake) {
    throw notHere(one, `the newest files of ${printable(session)} are not on this machine`);
  }
  return { ...hand, known: { isOfFleet: isHere, name: one.session } };
}

async function ask(
  settings: FleetSettings,
  own: { readonly machine: string; readonly instance: string },
  { place, new: isNew }: HandFlags & { readonly place: Place },
): Promise<Answer> {
  await using database = await fleetDatabase(settings, QUERY_MS);
  const { sql } = database;
  const { config, folder, session } = place;
  const [ofFolder] = await findSessions(sql, { config: config.configPath, session: folder.folder });
  const isFolder = ofFolder?.folder === folder.folder;
  // The name alone tells only where no folder of it is here, and where a person wants no other one.
  const isNamed = !folder.exists && isNew !== true;
  const [ofName] =
    isFolder || !isNamed ? [] : await findSessions(sql, { config: config.configPath, session });
  const one = isFolder ? ofFolder : ofName;
  if (one?.machine !== own.machine || !(await isNameTaken(own, sql)))
    return { one, other: undefined };
  const heartbeatMs = await heartbeatOf(database);
  return { one, other: (await isOtherAlive({ ...own, heartbeatMs }, sql)) ? 'alive' : 'silent' };
}

function notHere(one: FleetSession, why: string): UserError {
  return new UserError(why, {
    hint: `to bring it here: ${printable(sessionCommand(one, { words: ['take'] }))}`,
    exitCode: 6,
  });
}
