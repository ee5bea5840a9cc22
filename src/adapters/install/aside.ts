import { basename, dirname, join } from 'node:path';

/**
 * Where something is made before it takes its target's place (`new`), or waits for its end (`old`).
 * What a crash leaves there is told by its name.
 */
export function asideOf(target: string, which: 'new' | 'old'): string {
  return join(dirname(target), `.${basename(target)}.samocode-${which}`);
}

export function isAside(path: string): boolean {
  return /^\..+\.samocode-(?:new|old)$/.test(basename(path));
}
