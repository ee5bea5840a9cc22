import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ListedFolder } from '../../app/ports/session/folders.ts';
import { sessionNames } from '../../domain/session/naming/names.ts';
import { errorCode } from '../../domain/text/error-code.ts';

/** One of these makes a folder a session; the times of all tell when something happened last. */
const SIGNS = ['_overview.md', '_signal_history.jsonl', '_qa.md', '_logs', '.run'];

/** Every session of a project, in the order of their folders; none where SESSIONS is still to be made. */
export function listSessions(sessions: string): readonly ListedFolder[] {
  const folders = foldersIn(sessions);
  const names = sessionNames(folders);
  return folders.flatMap((folder) => {
    const path = join(sessions, folder);
    const times = SIGNS.flatMap((name) => changeTime(join(path, name)) ?? []);
    const isDated = /^\d\d-\d\d-\d\d-/.test(folder);
    if (times.length === 0 && !isDated) return [];
    const changedAt = Math.max(...times, times.length === 0 ? (changeTime(path) ?? 0) : 0);
    return [{ name: names.get(folder) ?? folder, folder, path, changedAt }];
  });
}

function foldersIn(sessions: string): readonly string[] {
  try {
    const entries = readdirSync(sessions, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.name.startsWith('.'))
      .filter((entry) => entry.isDirectory() || leadsToFolder(entry, sessions))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The session folder itself may be a link. */
function leadsToFolder(
  entry: { readonly name: string; isSymbolicLink(): boolean },
  sessions: string,
): boolean {
  if (!entry.isSymbolicLink()) return false;
  try {
    return statSync(join(sessions, entry.name)).isDirectory();
  } catch {
    return false;
  }
}

/** Undefined where nothing is, or where nothing may be seen. */
function changeTime(path: string): number | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  } catch {
    return undefined;
  }
}
