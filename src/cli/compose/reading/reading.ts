import { join } from 'node:path';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { sessionsFolder } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedConfig } from '../../../adapters/config/named-config.ts';
import { linesOf } from '../../../adapters/disk/line-file.ts';
import type { FileLine } from '../../../adapters/disk/read-lines.ts';
import { lastBeat } from '../../../adapters/liveness/last-beat.ts';
import { openProcessTable } from '../../../adapters/process/table/open-process-table.ts';
import { findSession } from '../../../adapters/session/folder.ts';
import { livingHolder } from '../../../adapters/session/lease/leases.ts';
import { lastWords } from '../../../adapters/session/logs/last-words.ts';
import {
  type ListedFolder,
  listSessions,
  onlySession,
} from '../../../adapters/session/session-list.ts';
import { openStore } from '../../../adapters/session/session-store.ts';
import { watchFolders, type Watching } from '../../../adapters/session/watching.ts';
import type { Holder } from '../../../app/ports/session/lease.ts';
import type { SessionReader } from '../../../app/ports/session/store.ts';
import type { Listed } from '../../../app/reading/list.ts';
import type { Closure } from '../../../domain/provider/limits/closed-windows.ts';
import { isSessionName } from '../../../domain/session/names.ts';
import { noSession } from '../place/unknown-session.ts';
import { openClosedWindows } from './closed-window.ts';

/** What every reading command is told. */
export interface ReadingFlags {
  readonly config?: string | undefined;
  readonly session?: string | undefined;
}

/** One session, for commands that only look: nothing of it writes, locks or makes a folder. */
export interface ReadSession {
  /** What `--session` finds it by. */
  readonly name: string;
  readonly path: string;
  readonly store: SessionReader;
  readonly holder: () => Holder | undefined;
  /** The reset of the closed window of the account that the next run uses. */
  readonly closure: (now: number) => Closure | undefined;
}

/** The SESSIONS folder of the project that was named, or that the working directory belongs to. */
function findSessions(flags: ReadingFlags): string {
  const cwd = process.cwd();
  const { configPath } = namedConfig(flags.config, cwd);
  return sessionsFolder({ configPath, cwd, home: homeFolder(processEnvironment()) });
}

function windowReader({ config }: ReadingFlags): ReturnType<typeof openClosedWindows> {
  return openClosedWindows(namedConfig(config, process.cwd()).configPath);
}

/** The last recorded output of a session's run; undefined if there is none. */
export function lastWordsOf({ path }: Pick<ReadSession, 'path'>): string | undefined {
  return lastWords(path);
}

/** Waits for what may change a session's status. */
export function watchSession({ path }: Pick<ReadSession, 'path'>, stop: AbortSignal): Watching {
  return watchFolders([path, join(path, '.run')], stop);
}

/** The lines of the history, unchanged. */
export function historyLinesOf({ path }: Pick<ReadSession, 'path'>): Iterable<FileLine> {
  return linesOf(join(path, '_signal_history.jsonl'));
}

/** Every session of the project, for `samocode list`; each is opened when it is its turn. */
export function openProject(flags: ReadingFlags): readonly Listed[] {
  const closure = windowReader(flags);
  return listSessions(findSessions(flags)).map((listed) => ({
    ...listed,
    // The commands for a single session report its problems.
    open: () => openAt(listed, { warn: () => undefined, closure }),
  }));
}

/**
 * The session names of the project that contains the working directory, for shell completion; none
 * without a project. Folders with other names are left out, because a shell might run their
 * content.
 */
export function sessionNamesHere(): readonly string[] {
  try {
    return listSessions(findSessions({}))
      .map(({ name }) => name)
      .filter(isSessionName);
  } catch {
    return []; // An error would disturb the person who is typing a command line.
  }
}

/** The session that was named; without a name, the project's only one. */
export function openReading(flags: ReadingFlags, warn: (text: string) => void): ReadSession {
  const sessions = findSessions(flags);
  const how = { warn, closure: windowReader(flags) };
  if (flags.session === undefined) return openAt(onlySession(sessions), how);
  const { path, folder, exists } = findSession(sessions, flags.session, new Date());
  if (!exists) {
    throw noSession({ sessions, name: flags.session, configPath: flags.config });
  }
  return openAt({ name: flags.session, path, folder }, how);
}

function openAt(
  { name, path, folder }: Omit<ListedFolder, 'changedAt'>,
  {
    warn,
    closure,
  }: {
    readonly closure: ReturnType<typeof openClosedWindows>;
    readonly warn: (text: string) => void;
  },
): ReadSession {
  return {
    closure: (now) => closure(now, path),
    name,
    path,
    store: openStore({ path, folder }, warn),
    holder: () =>
      livingHolder(path, {
        isAlive: ({ pid, startTime }) => openProcessTable(process.platform).isAlive(pid, startTime),
        lastBeat: () => lastBeat(path),
      }),
  };
}
