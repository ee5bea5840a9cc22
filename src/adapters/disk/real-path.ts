import { realpathSync } from 'node:fs';

/** Without links; as it is given where it is not there, or may not be looked at. */
export function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
