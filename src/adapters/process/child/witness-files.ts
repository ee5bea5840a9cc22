import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A folder may hold anything; a sign of life is worth no more than this many looks. */
const MOST_ENTRIES = 2000;
/** Samocode's own entries in a session's folder. */
const OURS = /^(?:\.run|_logs|_inbox|session\.log(?:\.\d+)?)$/;

/** Changes when an entry of one of the folders does, to the top level only: never a deep walk. */
export const foldersFingerprint = (folders: readonly string[]): string =>
  folders.map(fingerprintOf).join('\n');

const fingerprintOf = (folder: string): string => {
  let newestMs = 0;
  let bytes = 0;
  const names = namesIn(folder);
  for (const name of names.slice(0, MOST_ENTRIES)) {
    const stat = lstatSync(join(folder, name), { throwIfNoEntry: false });
    newestMs = Math.max(newestMs, stat?.mtimeMs ?? 0);
    bytes += stat?.size ?? 0;
  }
  return `${names.length} ${newestMs} ${bytes}`;
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).filter((name) => !OURS.test(name));
  } catch {
    return []; // Gone, or not ours to read: it cannot speak for life.
  }
};
