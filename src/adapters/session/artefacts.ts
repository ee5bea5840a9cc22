import { createHash, type Hash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnFile } from './baseline.ts';

/**
 * Names, sizes and times of what agents left in a session, at any depth, in one hash: changes when
 * one of them does. Without samocode's own files, the overview, and dot files; nothing is read.
 */
export function artefactsHash(path: string): string {
  const hash = createHash('sha256');
  addFolder(hash, path, true);
  return hash.digest('hex').slice(0, 32);
}

function addFolder(hash: Hash, folder: string, isRoot: boolean): void {
  for (const entry of entriesOf(folder)) {
    const { name } = entry;
    if (name.startsWith('.') || (isRoot && isNoArtefact(name))) continue;
    const path = join(folder, name);
    if (entry.isDirectory()) {
      hash.update(`\0${path}/`);
      addFolder(hash, path, false);
      continue;
    }
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat !== undefined) hash.update(`\0${path}\0${stat.size} ${stat.mtimeMs}`);
  }
}

/** Also what samocode moves aside: a folder that an agent had put in the signal's place. */
function isNoArtefact(name: string): boolean {
  return isOwnFile(name) || name === '_overview.md' || name.startsWith('_signal.json');
}

function entriesOf(folder: string) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch {
    return []; // Gone since it was listed, or not ours to look into.
  }
}
