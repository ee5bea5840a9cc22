import { relative } from 'node:path';
import { realOf } from '../../disk/real-path.ts';

/** Says of a path of a listing whether it is within one of our own folders. */
export function ownPaths(root: string, folders: readonly string[]): (path: string) => boolean {
  const real = realOf(root);
  const own = folders
    .map((folder) => Buffer.from(relative(real, realOf(folder))).toString('latin1'))
    .filter((path) => path !== '' && path !== '..' && !path.startsWith('../'));
  return (path) => own.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
