import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** The folders of the packages to which programs belong: for each the nearest folder with a `package.json`, if there is one. */
export function packageFolders(programs: readonly string[]): readonly string[] {
  return real(programs).flatMap((program) => nearestPackage(dirname(program)) ?? []);
}

function nearestPackage(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return folder === dirname(folder) ? undefined : nearestPackage(dirname(folder));
}

function isCovered(path: string): boolean {
  return COVERED.some((folder) => path.startsWith(`${folder}/`));
}
