import { mkdirSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../../domain/text/user-error.ts';

/**
 * Returns the absolute path of an empty folder and creates it if necessary; throws a UserError if
 * it is not empty.
 */
export function emptyFolder(path: string): string {
  const folder = resolve(path);
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length === 0) return folder;
  throw new UserError(`${folder} is not empty`, { hint: 'give an empty or a new folder' });
}
