import { join } from 'node:path';
import { syncFolder } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { readText } from '../disk/read-file.ts';
import { createWhole, replaceFile } from '../disk/write-file.ts';
import { randomId } from '../random-id.ts';

/** Identifies this installation, also where two machines have the same name. `folder`: that of `samocode work`. */
export function instanceIn(folder: string): string {
  const path = join(folder, 'instance');
  const known = idIn(path);
  if (known !== '') return known;
  const made = randomId();
  makeFolder(folder);
  // Two commands may be the first ones at once: the id of one of them counts for both.
  createWhole(path, `${made}\n`, { sync: true, temporary: `${path}.${made}.tmp` });
  // A file without an id was emptied.
  if (idIn(path) === '') replaceFile(path, `${made}\n`);
  syncFolder(folder);
  return idIn(path);
}

function idIn(path: string): string {
  return readText(path).trim();
}
