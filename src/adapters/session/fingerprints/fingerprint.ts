import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Names, sizes and times of a session's files, one folder deep: changes when a person acts. */
export function folderFingerprint(path: string): string {
  const entries = readdirSync(path).filter(
    (name) => !name.startsWith('.') && name !== 'session.log',
  );
  return entries
    .map((name) => {
      const stat = lstatSync(join(path, name), { throwIfNoEntry: false });
      return `${name}:${stat?.mtimeMs ?? 0}:${stat?.size ?? 0}`;
    })
    .join('\n');
}
