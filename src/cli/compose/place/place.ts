import type { Here } from '../../../adapters/config/environment.ts';
import { createFolders } from '../../../adapters/config/folders/create-folders.ts';
import { sessionsFolder } from '../../../adapters/config/folders/sessions-folder.ts';
import { loadConfig, type LoadedConfig } from '../../../adapters/config/load-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import type { OpenedFolder } from '../../../app/ports/session/folders.ts';
import {
  type Choice,
  chooseSession,
  freshSession,
  onlySession,
  refuseMissing,
  refuseWithoutTask,
  unnamed,
} from '../../../app/session/choose-session.ts';
import type { ConfigFlags } from '../../../domain/settings/merge.ts';
import { choiceIn } from './choice.ts';

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
  // Before the settings are read, which may have faults of their own.
  if (session === undefined) throw unnamed(choiceOf(flags));
  const project = findProject(flags, use);
  return { ...project, ...chooseSession(choiceAt(project, flags), session, flags) };
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
  const fresh = freshSession(choiceAt(found, flags), flags.session ?? '', { make: true });
  return { place: { ...found, ...fresh }, notes };
}

/** Reads the configuration alone. */
export function findProject(flags: PlaceFlags, { spawns }: PlaceUse): Project {
  const at = namedHere(flags.config);
  return { ...at, ...loadConfig({ ...at, flags, checkExecutable: spawns }) };
}

/** The same for a command that needs a session to be there: the named one, or the project's only one. */
export function findExisting(flags: PlaceFlags): Place {
  const place = findPlace(named(flags), { spawns: false });
  refuseMissing(choiceAt(place, flags), place);
  return place;
}

/** The same for a command that goes on with a session: its folder has to hold something. */
export function findBegun(flags: PlaceFlags): Place {
  const place = findPlace(named(flags), { spawns: true });
  refuseUnbegun(place, flags);
  return place;
}

/** The same for a place that was found already. */
export function refuseUnbegun(place: Place, flags: PlaceFlags): void {
  refuseWithoutTask(choiceAt(place, flags), place, flags);
}

function named(flags: PlaceFlags): PlaceFlags {
  return { ...flags, session: flags.session ?? onlySession(choiceOf(flags)).name };
}

function choiceOf({ config }: PlaceFlags): Choice {
  return choiceIn(sessionsFolder(namedHere(config)), config);
}

function choiceAt({ config }: Project, flags: PlaceFlags): Choice {
  return choiceIn(config.sessions, flags.config);
}
