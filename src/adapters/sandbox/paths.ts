import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { COVERED } from '../../domain/sandbox/mounts.ts';

/** Resolves links, because bubblewrap follows none in a target, and omits missing paths. */
export function real(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    try {
      return [realpathSync(path)];
    } catch {
      return [];
    }
  });
}

/** The used paths that are inside a covered folder, each with its parent folder. */
export function seenOf(used: readonly string[]): readonly string[] {
  return real([...used, ...used.map((path) => dirname(path))]).filter(isCovered);
}

function isCovered(path: string): boolean {
  return COVERED.some((folder) => path.startsWith(`${folder}/`));
}
