import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../../domain/text/error-code.ts';

const OWNER_ONLY = 0o700;

/**
 * Makes a folder, and those above it, for their owner alone. Throws the error of the system: Node's own recursive mkdir
 * says ENOENT of a file system that is read-only.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    mkdirSync(firstMissing(path), { mode: OWNER_ONLY });
    mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
  }
}

/** The one whose parent is there. */
function firstMissing(path: string): string {
  const parent = dirname(path);
  return parent === path || existsSync(parent) ? path : firstMissing(parent);
}
