import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The nearest `.samocode` file from a folder upwards; a folder of that name is passed over. */
export function findConfigFile(startDir: string): string | undefined {
  for (let folder = resolve(startDir); ; folder = dirname(folder)) {
    const path = join(folder, '.samocode');
    if (isFile(path)) return path;
    if (dirname(folder) === folder) return undefined;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // Missing, or a folder that we may not look into: either way not to be read.
    return false;
  }
}
