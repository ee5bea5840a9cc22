import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../disk/read-file.ts';
import { replaceFile } from '../disk/write-file.ts';
import { randomId } from '../random-id.ts';

/** Identifies this installation, also where two machines have the same name. `folder`: that of `samocode work`. */
export function instanceIn(folder: string): string {
  const path = join(folder, 'instance');
  const known = readText(path).trim();
  if (known !== '') return known;
  const made = randomId();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceFile(path, `${made}\n`, true);
  return made;
}
