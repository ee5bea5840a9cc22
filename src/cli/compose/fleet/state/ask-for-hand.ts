import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { here } from '../../../../adapters/config/environment.ts';
import type { FleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import type { FleetDatabase } from '../../../../adapters/fleet/database/database.ts';
import { DatabaseSilent } from '../../../../adapters/fleet/database/database-error.ts';
import {
  OtherVersion,
  refuseOtherVersion,
} from '../../../../adapters/fleet/database/schema-version.ts';
import { findByHand, type KnownByHand } from '../../../../adapters/fleet/hand-run.ts';
import { instanceIn } from '../../../../adapters/work/instance.ts';
import { type NamedSession, sessionCommand } from '../../../../domain/session/session-command.ts';
import { errorMessage } from '../../../../domain/text/error-code.ts';
import { printable } from '../../../../domain/text/printable.ts';
import { joinShellWords } from '../../../../domain/text/shell-words.ts';
import { UserError } from '../../../../domain/text/user-error.ts';
import type { Place, PlaceFlags } from '../../place/place.ts';
import { nameInQueue } from '../../queue/add.ts';
import { anyFleetDatabase } from '../open-fleet.ts';
import { nameTaken } from '../own-name.ts';

/** How long a run by hand waits for an answer of the database, before it begins and later. */
export const ANSWER_MS = 3000;

/** A session that a person runs by hand, as the fleet answered; disposing closes the database. */
export interface HandSession extends AsyncDisposable {
  /** This machine. */
  readonly own: { readonly machine: string; readonly instance: string };
  /** Undefined: it cannot be opened on this machine. */
  readonly database: FleetDatabase | undefined;
  /** Undefined: the fleet was not asked. */
  readonly known: { readonly isOfFleet: boolean; readonly name: string } | undefined;
}

export type HandFlags = Pick<PlaceFlags, 'new'>;

/** Whether the fleet knows the session. Throws a UserError where this machine may not run it, or cannot read the tables. */
export async function askForHand(
  settings: FleetSettings,
  place: Place,
  { warn, ...flags }: HandFlags & { readonly warn: (text: string) => void },
): Promise<HandSession> {
  const { machine } = settings;
  const own = { machine, instance: instanceIn(join(place.stateDir, 'work')) };
  let database: FleetDatabase | undefined;
  const close = async (): Promise<void> => {
    await database?.[Symbol.asyncDispose]();
  };
  const handOf = (known: HandSession['known']): HandSession => ({
    ...{ own, database, known },
    [Symbol.asyncDispose]: close,
  });
  let found: KnownByHand | undefined;
  try {
    database = await anyFleetDatabase(settings, ANSWER_MS);
    found = await inTime(ask(database, own, { ...flags, place }));
  } catch (error) {
    if (error instanceof OtherVersion) {
      await close();
      throw error;
    }
    const text = `the fleet was not asked whether another machine has ${place.session}`;
    warn(`${text}: ${errorMessage(error)}`);
    return handOf(undefined);
  }
  try {
    return handOf(knownOf(found, own, place));
  } catch (error) {
    await close();
    throw error;
  }
}

async function ask(
  { sql }: FleetDatabase,
  own: HandSession['own'],
  { place, new: isNew }: HandFlags & { readonly place: Place },
): Promise<KnownByHand | undefined> {
  await refuseOtherVersion(sql);
  const { config, folder } = place;
  return await findByHand(sql, own, {
    ...{ config: config.configPath, folder: folder.folder, isNamed: !folder.exists },
    session: isNew === true ? null : nameInQueue(place),
  });
}

/** One deadline for connection and statements. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = pause(ANSWER_MS, undefined, { signal: over.signal }).then(() => {
    throw new DatabaseSilent('the database of the fleet does not answer');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort();
  }
}

function knownOf(
  one: KnownByHand | undefined,
  own: HandSession['own'],
  { session, config: { configPath: config } }: Place,
): HandSession['known'] {
  const name = printable(session);
  const isOwn = one?.home === own.machine;
  if (isOwn && one.other === 'alive') throw nameTaken(here(), own);
  const isHere = isOwn && one.other === null;
  if (one === undefined || (one.home === null && !one.is_in_line)) {
    return { isOfFleet: false, name: session };
  }
  const queued = { config, session: one.session };
  if (one.home === null) {
    const remove = joinShellWords(['samocode', 'queue', 'remove', one.session, '--config', config]);
    throw new UserError(`${name} is in line, and no machine has begun it`, {
      hint: `samocode work begins it; to run it by hand instead, first: ${printable(remove)}`,
      exitCode: 6,
    });
  }
  if (!isHere && one.state !== 'done') {
    throw notHere(queued, `${printable(one.home)} has ${name}`);
  }
  if (isHere && one.needs_take) {
    throw notHere(queued, `the newest files of ${name} are not on this machine`);
  }
  return { isOfFleet: isHere, name: one.session };
}

function notHere(queued: NamedSession, why: string): UserError {
  return new UserError(why, {
    hint: `to bring it here: ${printable(sessionCommand(queued, { words: ['take'] }))}`,
    exitCode: 6,
  });
}
