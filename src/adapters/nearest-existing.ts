import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The path, or the nearest folder above it that exists. A path that cannot be looked at counts as existing. */
export function nearestExisting(path: string): string {
  return isThere(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true; // The first use tells the reason.
  }
}
