import { basename, dirname, join } from 'node:path';

/**
 * The temporary path of a new entry before it replaces its target (`new`), or of an old one before
 * its removal (`old`). The name identifies leftovers of a crash.
 */
export function asideOf(target: string, which: 'new' | 'old'): string {
  return join(dirname(target), `.${basename(target)}.samocode-${which}`);
}

export function isAside(path: string): boolean {
  return /^\..+\.samocode-(?:new|old)$/.test(basename(path));
}
