import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { COVERED } from '../../domain/sandbox/mounts.ts';

/** Without links; bubblewrap follows none in a target. What is not there is left out. */
export function real(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    try {
      return [realpathSync(path)];
    } catch {
      return [];
    }
  });
}

/** Of what is used, what lies in a folder that is covered, with its folder. */
export function seenOf(used: readonly string[]): readonly string[] {
  return real([...used, ...used.map((path) => dirname(path))]).filter(isCovered);
}

function isCovered(path: string): boolean {
  return COVERED.some((folder) => path.startsWith(`${folder}/`));
}
