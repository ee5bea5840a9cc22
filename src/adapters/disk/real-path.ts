import { realpathSync } from 'node:fs';

/** Without links; as it is given where it is not there, or may not be looked at. */
export function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Whether two paths lead to the same place; equal ones do, without a look at their links. */
export function isSamePath(one: string, other: string): boolean {
  return one === other || realOf(one) === realOf(other);
}
