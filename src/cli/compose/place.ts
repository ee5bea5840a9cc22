import {
  homeFolder,
  processEnvironment,
  type Environment,
} from '../../adapters/config/environment.ts';
import { loadConfig, type LoadedConfig } from '../../adapters/config/load-config.ts';
import { findSession, freshSession, type OpenedFolder } from '../../adapters/session/folder.ts';
import { UserError } from '../../domain/user-error.ts';
import { namedConfig } from './named-config.ts';

/** What every command is told. */
export interface PlaceFlags {
  readonly config?: string | undefined;
  readonly session?: string | undefined;
  readonly provider?: string | undefined;
  readonly timeout?: string | undefined;
  /** Another session of that name, dated today. */
  readonly new?: boolean | undefined;
  readonly idleTimeout?: string | undefined;
}

/** How a project is configured. */
export interface Project extends LoadedConfig {
  readonly environment: Environment;
  readonly home: string;
  /** How the `.samocode` was found, where it was not given. */
  readonly found: string | undefined;
}

/** Where a session is, and how it is configured. */
export interface Place extends Project {
  readonly session: string;
  readonly folder: OpenedFolder;
}

/** What a command is about to do with the place. */
export interface PlaceUse {
  /** The provider's program has to be there. */
  readonly spawns: boolean;
  /** Missing WORKTREES and SESSIONS are created. */
  readonly writes: boolean;
}

/** Reads the configuration and finds the session's folder; makes no session. */
export function findPlace(flags: PlaceFlags, use: PlaceUse): Place {
  const { session } = flags;
  const project = findProject(flags, use, () => {
    if (session === undefined) {
      throw new UserError('no session named', { hint: 'give --session <name>' });
    }
  });
  const name = session ?? '';
  const today = new Date();
  const { sessions } = project.config;
  if (flags.new === true) {
    const folder = freshSession(sessions, name, { today, make: use.writes });
    return { ...project, session: folder.name, folder };
  }
  return { ...project, session: name, folder: findSession(sessions, name, today) };
}

/** Reads the configuration alone; `check` comes before what takes longer. */
export function findProject(
  flags: PlaceFlags,
  { spawns, writes }: PlaceUse,
  check?: () => void,
): Project {
  const environment = processEnvironment();
  const home = homeFolder(environment);
  const cwd = process.cwd();
  const { configPath, found } = namedConfig(flags.config, cwd);
  check?.();
  const loaded = loadConfig({
    configPath,
    environment,
    home,
    cwd,
    flags: {
      provider: flags.provider,
      timeout: flags.timeout,
      idleTimeout: flags.idleTimeout,
    },
    checkExecutable: spawns,
    createFolders: writes,
  });
  return { ...loaded, environment, home, found };
}

/** The same for a command that needs a session to be there. */
export function findExisting(flags: PlaceFlags): Place {
  const place = findPlace(flags, { spawns: false, writes: false });
  if (place.folder.exists) return place;
  throw new UserError(`there is no session "${place.session}" in ${place.config.sessions}`, {
    hint: 'samocode --session <name> starts one',
  });
}
