import { mkdirSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../../domain/text/user-error.ts';

/** The folder, absolute, made if it is not there; throws a UserError when something stands in it. */
export function emptyFolder(path: string): string {
  const folder = resolve(path);
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length === 0) return folder;
  throw new UserError(`${folder} is not empty`, { hint: 'give an empty or a new folder' });
}
