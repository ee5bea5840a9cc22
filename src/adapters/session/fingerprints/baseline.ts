import { createHash, type Hash } from 'node:crypto';
import { closeSync, type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutTicks } from '../../../domain/phases/promises/artefact-lines.ts';
import { isEditorLitter } from '../../../domain/session/editor-litter.ts';
import { withoutOwnFields } from '../../../domain/session/overview/edit-overview.ts';
import { isMissing } from '../../../domain/text/error-code.ts';
import { chunksOf } from '../../disk/lines/read-lines.ts';
import { openUnfollowed, readRegular } from '../../disk/regular-file.ts';
import { isTemporary } from '../litter.ts';

const OWN = new Set(['_signal.json', '_signal_history.jsonl', 'session.log', '_logs', '_inbox']);
const PLAN_LIMIT_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/**
 * Hash of the files that people and agents wrote into a session: its regular, non-dot files at any
 * depth, except samocode's own, `_signal.json` and the temporary files of editors; the overview
 * without our own lines. A folder that cannot be listed counts by its name only.
 */
export function sessionBaseline(path: string): string {
  const hash = createHash('sha256');
  addFolder(hash, path, '');
  return hash.digest('hex').slice(0, 32);
}

/** Hash of some of a session's files, by name and content. */
export function filesHash(path: string, names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) addFile(hash, path, name);
  return hash.digest('hex').slice(0, 32);
}

/** Hash of plan files, by name and content, with each checkbox empty. */
export function plansOutline(path: string, names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) {
    const reading = readRegular(join(path, name), PLAN_LIMIT_BYTES);
    const text = reading.kind === 'file' ? withoutTicks(reading.bytes.toString()) : reading.kind;
    hash.update(`\0${name}\0${text}`);
  }
  return hash.digest('hex').slice(0, 32);
}

function addFolder(hash: Hash, root: string, folder: string): void {
  for (const entry of entriesOf(hash, root, folder).sort((one, other) =>
    one.name < other.name ? -1 : 1,
  )) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (isPassedOver(entry.name) || (folder === '' && isOwnFile(entry.name))) continue;
    if (entry.isDirectory()) addFolder(hash, root, name);
    else if (entry.isFile()) addFile(hash, root, name);
  }
}

/** An agent may close a folder, or take it away in between: only the session itself has to be readable. */
function entriesOf(hash: Hash, root: string, folder: string): Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') throw error;
    const isGone = isMissing(error);
    // A closed one counts by its name, so that opening it is a change.
    if (!isGone) hash.update(`\0${folder}/\0`);
    return [];
  }
}

/** Whether an entry at any depth is not the work of people or agents. */
export function isPassedOver(name: string): boolean {
  return name.startsWith('.') || isEditorLitter(name);
}

/** Whether a name at the top of a session is samocode's own, or the signal. */
export function isOwnFile(name: string): boolean {
  return OWN.has(name) || isTemporary(name);
}

function addFile(hash: Hash, root: string, name: string): void {
  let fd: number;
  try {
    fd = openUnfollowed(join(root, name));
  } catch {
    return; // Gone, or made unreadable, since it was listed: as if it were not there.
  }
  try {
    hash.update(`\0${name}\0`);
    if (name === '_overview.md') hash.update(withoutOwnFields(readFileSync(fd, 'latin1')));
    else for (const chunk of chunksOf(fd, { size: CHUNK_BYTES })) hash.update(chunk);
  } finally {
    closeSync(fd);
  }
}
