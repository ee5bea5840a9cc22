import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../disk/make-folder.ts';
import { touch } from '../disk/write-file.ts';

/** Folders that only samocode and people write. */
const CONTROL_FOLDERS = ['.run', '_logs', '_inbox'];
const HISTORY = '_signal_history.jsonl';
const TEMPORARY = 'tmp-';

/** The paths of a session that only samocode and people write; creates missing ones so that they can be mounted. */
export function controlPlaces(session: string): readonly string[] {
  const folders = CONTROL_FOLDERS.map((name) => join(session, name));
  for (const folder of folders) makeFolder(folder);
  const history = join(session, HISTORY);
  touch(history);
  return [...folders, history];
}

/** Creates a folder for temporary files on the session's disk and removes those of killed runs. */
export function temporaryPlace(session: string): string {
  const parent = join(session, '.run');
  for (const name of readdirSync(parent)) {
    if (name.startsWith(TEMPORARY)) removeTemporary(join(parent, name));
  }
  return mkdtempSync(join(parent, TEMPORARY));
}

/** First makes folders writable that a program made read-only (a cache, a test). */
export function removeTemporary(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    try {
      openFolders(path);
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The next program's start tries again.
      return;
    }
  }
}

function openFolders(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) openFolders(join(folder, entry.name));
  }
}
