import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isSessionName, resolveFolder } from '../../domain/names.ts';
import { UserError } from '../../domain/user-error.ts';

export interface OpenedFolder {
  /** Absolute, links resolved. */
  readonly path: string;
  /** The folder's name, date included. */
  readonly folder: string;
  readonly exists: boolean;
}

/** Finds the folder of a session; throws a UserError for a bad name or a file in its place. */
export function findSession(sessions: string, name: string, today: Date): OpenedFolder {
  if (!isSessionName(name)) {
    throw new UserError(`"${name}" cannot name a session`, {
      hint: 'a name is letters, digits, ".", "_" and "-", begins with a letter or digit, and has at most 100 characters; it is no path',
    });
  }
  const found = resolveFolder(name, entriesOf(sessions), today);
  const path = join(sessions, found.folder);
  if (found.kind === 'new') return { path, folder: found.folder, exists: false };
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) {
    throw new UserError(`${path} is no folder`, {
      hint: 'a session is a folder; move that away or choose another --session',
    });
  }
  return { path: realpathSync(path), folder: found.folder, exists: true };
}

/** None where SESSIONS is still to be created. */
function entriesOf(sessions: string): readonly string[] {
  return existsSync(sessions) ? readdirSync(sessions) : [];
}

/** Makes what a session folder needs; what exists stays as it is. */
export function prepareFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  for (const name of ['_logs', '.run']) {
    const folder = join(path, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (lstatSync(folder).isDirectory()) continue;
    throw new UserError(`${folder} is a link`, {
      hint: 'samocode keeps its own files there and follows no link inside a session; move it away',
    });
  }
}
