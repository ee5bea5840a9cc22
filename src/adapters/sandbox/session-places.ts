import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Only samocode and people write them. */
const CONTROL_FOLDERS = ['.run', '_logs', '_inbox'];
const HISTORY = '_signal_history.jsonl';
const TEMPORARY = 'tmp-';

/** What only samocode and people write in a session; made where it is missing, so that it can be mounted. */
export function controlPlaces(session: string): readonly string[] {
  const folders = CONTROL_FOLDERS.map((name) => join(session, name));
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const history = join(session, HISTORY);
  closeSync(openSync(history, 'a', 0o600));
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

/** What an agent closed to us stays until a person removes it. */
export function removeTemporary(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    return;
  }
}
