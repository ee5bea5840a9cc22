import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { touch } from '../disk/write-file.ts';

/** Only samocode and people write them. */
const CONTROL_FOLDERS = ['.run', '_logs', '_inbox'];
const HISTORY = '_signal_history.jsonl';
const TEMPORARY = 'tmp-';

/** What only samocode and people write in a session; made where it is missing, so that it can be mounted. */
export function controlPlaces(session: string): readonly string[] {
  const folders = CONTROL_FOLDERS.map((name) => join(session, name));
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const history = join(session, HISTORY);
  touch(history);
  return [...folders, history];
}

/** A new folder for temporary files, on the session's disk. Those that a killed run left are removed. */
export function temporaryPlace(session: string): string {
  const parent = join(session, '.run');
  for (const name of readdirSync(parent)) {
    if (name.startsWith(TEMPORARY)) removeTemporary(join(parent, name));
  }
  return mkdtempSync(join(parent, TEMPORARY));
}

/** Folders that a program closed (a cache of read-only files, a test) are opened first. */
export function removeTemporary(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    try {
      openFolders(path);
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Tried again with the next program.
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
