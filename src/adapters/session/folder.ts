import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FreshFolder, OpenedFolder } from '../../app/ports/session/folders.ts';
import { refuseBadName } from '../../domain/session/naming/bad-name.ts';
import { freshFolder, resolveFolder, sessionNames } from '../../domain/session/naming/names.ts';
import { errorCode } from '../../domain/text/error-code.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { exists, isFolder, moveAside } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { removeLitter } from './litter.ts';

/** Finds the folder of a session; throws a UserError for a bad name or a file in its place. */
export function findSession(sessions: string, name: string, today: Date): OpenedFolder {
  refuseBadName(name);
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

/**
 * Finds an unused folder for a new session of this name, and with `make` creates it exclusively.
 * Throws a UserError for an invalid name.
 */
export function freshSession(
  sessions: string,
  name: string,
  { today, make }: { readonly today: Date; readonly make: boolean },
): FreshFolder {
  refuseBadName(name);
  for (;;) {
    const entries = entriesOf(sessions);
    const folder = freshFolder(name, entries, today);
    const path = join(sessions, folder);
    if (!make || isMade(path)) {
      const found = sessionNames([...entries, folder]).get(folder) ?? folder;
      return { path, folder, exists: false, name: found };
    }
  }
}

/** False when another run was faster. */
function isMade(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** None where SESSIONS is still to be created. */
function entriesOf(sessions: string): readonly string[] {
  return existsSync(sessions) ? readdirSync(sessions) : [];
}

/**
 * Creates the missing parts of a session folder; keeps existing ones, except unfinished files of a
 * killed run.
 */
export function prepareFolder(path: string): void {
  makeFolder(path);
  for (const name of ['_logs', '.run']) {
    const folder = join(path, name);
    makeFolder(folder);
    if (lstatSync(folder).isDirectory()) continue;
    throw new UserError(`${folder} is a link`, {
      hint: 'samocode keeps its own files there and follows no link inside a session; move it away',
    });
  }
  removeLitter(path);
}

/**
 * Checks a folder of ours before a write during a run: an entry that an agent put in its place is
 * moved aside, never written through; the run continues.
 */
export function keepFolder(path: string, onWarning: (text: string) => void): void {
  if (isFolder(path)) return;
  if (exists(path)) {
    const aside = moveAside(path, `${path}.aside`);
    onWarning(`${path} is no longer a folder: the entry was moved to ${aside}`);
  }
  mkdirSync(path, { mode: 0o700 });
}
