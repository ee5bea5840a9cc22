import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnFile, isPassedOver } from './baseline.ts';

/** Longer ones are hashed: the mark that holds them is written each turn. */
const SHORT_CHARS = 1000;

/**
 * Names, sizes and times of the files that agents left in a session, at any depth: changes if one
 * of them does. Ignores samocode's own files, the overview, dot files and the temporary files of
 * editors; reads no file.
 */
export function artefactsMark(path: string): string {
  const listing = [...linesOf(path, '')].join('\n');
  if (listing.length <= SHORT_CHARS) return listing;
  return createHash('sha256').update(listing).digest('hex').slice(0, 32);
}

function* linesOf(root: string, inside: string): Generator<string> {
  for (const entry of entriesOf(join(root, inside))) {
    const { name } = entry;
    if (isPassedOver(name) || (inside === '' && isNoArtefact(name))) continue;
    const path = join(inside, name);
    if (entry.isDirectory()) {
      yield `${JSON.stringify(path)}/`;
      yield* linesOf(root, path);
      continue;
    }
    const stat = statOf(join(root, path));
    if (stat !== undefined) yield `${JSON.stringify(path)} ${stat.size} ${stat.mtimeMs}`;
  }
}

/**
 * Also ignores entries that samocode moved aside: a folder that an agent had put at the signal's
 * path.
 */
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

/** Undefined also where its folder may be listed, but not entered. */
function statOf(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
