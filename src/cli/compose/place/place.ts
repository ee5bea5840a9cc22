import { join } from 'node:path';
import type { Here } from '../../../adapters/config/environment.ts';
import { createFolders } from '../../../adapters/config/folders/create-folders.ts';
import { refuseForeignSession } from '../../../adapters/config/folders/owner.ts';
import { sessionsFolder } from '../../../adapters/config/folders/sessions-folder.ts';
import { loadConfig, type LoadedConfig } from '../../../adapters/config/load-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { isBegun } from '../../../adapters/session/begun.ts';
import { likelySessions } from '../../../adapters/session/begun-sessions.ts';
import { findSession, freshSession, type OpenedFolder } from '../../../adapters/session/folder.ts';
import type { ConfigFlags } from '../../../domain/settings/merge.ts';
import type { UserError } from '../../../domain/text/user-error.ts';
import { newNeedsTask, unknownSession } from '../../render/unknown-session.ts';
import { onlySession, unnamedIn } from './only-session.ts';

/** The flags of every command. */
export interface PlaceFlags extends ConfigFlags {
  readonly config?: string | undefined;
  readonly session?: string | undefined;
  /** Another session of that name, dated today. */
  readonly new?: boolean | undefined;
}

/** How a project is configured. */
export interface Project extends LoadedConfig, Here {
  /** How the `.samocode` was found, where it was not given. */
  readonly found: string | undefined;
}

/** Where a session is, and how it is configured. */
export interface Place extends Project {
  readonly session: string;
  readonly folder: OpenedFolder;
}

/** The needs of a command. */
export interface PlaceUse {
  /** The provider's program has to be there. */
  readonly spawns: boolean;
}

/** Reads the configuration and finds the session's folder; makes nothing. */
export function findPlace(flags: PlaceFlags, use: PlaceUse): Place {
  const { session } = flags;
  if (session === undefined) throw unnamedIn(sessionsOf(flags), flags.config);
  const project = findProject(flags, use);
  const name = session;
  const today = new Date();
  const { sessions } = project.config;
  if (flags.new === true) {
    const folder = freshSession(sessions, name, { today, make: false });
    return { ...project, session: folder.name, folder };
  }
  const folder = findSession(sessions, name, today);
  if (folder.exists) refuseForeignSession(join(sessions, folder.folder));
  return { ...project, session: name, folder };
}

/**
 * Creates the missing WORKTREES and SESSIONS and, with `--new`, the session's folder, exclusively.
 * Runs after every check that can refuse the run, because an empty folder would be found by its
 * name from then on. Returns the place with a description of the created folders.
 */
export function claimPlace(
  found: Place,
  flags: PlaceFlags,
): { readonly place: Place; readonly notes: readonly string[] } {
  const notes = createFolders(found.missing);
  if (flags.new !== true) return { place: found, notes };
  const options = { today: new Date(), make: true };
  const folder = freshSession(found.config.sessions, flags.session ?? '', options);
  return { place: { ...found, session: folder.name, folder }, notes };
}

/** Reads the configuration alone. */
export function findProject(flags: PlaceFlags, { spawns }: PlaceUse): Project {
  const at = namedHere(flags.config);
  return { ...at, ...loadConfig({ ...at, flags, checkExecutable: spawns }) };
}

/** The same for a command that needs a session to be there: the named one, or the project's only one. */
export function findExisting(flags: PlaceFlags): Place {
  const place = findPlace(named(flags), { spawns: false });
  if (place.folder.exists) return place;
  throw unknownPlace(place, flags);
}

function named(flags: PlaceFlags): PlaceFlags {
  return { ...flags, session: flags.session ?? onlySession(sessionsOf(flags), flags.config).name };
}

function sessionsOf({ config }: PlaceFlags): string {
  return sessionsFolder(namedHere(config));
}

/** The same for a command that goes on with a session: its folder has to hold something. */
export function findBegun(flags: PlaceFlags): Place {
  const place = findPlace(named(flags), { spawns: true });
  refuseUnbegun(place, flags);
  return place;
}

/** A session that a slip of the keyboard named must not be begun, and paid for, without a task. */
export function refuseUnbegun(place: Place, flags: PlaceFlags): void {
  if (flags.new === true) throw newNeedsTask();
  if (!place.folder.exists || !isBegun(place.folder.path)) throw unknownPlace(place, flags);
}

function unknownPlace(
  { config: { sessions }, session: name, folder }: Place,
  { config: configPath }: PlaceFlags,
): UserError {
  const near = likelySessions(sessions, name);
  return unknownSession({ sessions, name, configPath, isEmpty: folder.exists, ...near });
}
