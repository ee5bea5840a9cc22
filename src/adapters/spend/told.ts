import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../../domain/text/fingerprint.ts';
import { forget } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { createWhole, temporaryName } from '../disk/write-file.ts';

/** Longer than a month, the longest time that is told of once. */
const KEPT_MS = 62 * 24 * 3_600_000;

/**
 * Creates one small file for a message to people; false where it is there already. Where it cannot be written,
 * people are rather told again.
 */
export function isFirstToTell(stateDir: string, what: string): boolean {
  const folder = join(stateDir, 'told');
  const path = join(folder, fingerprint(what));
  try {
    makeFolder(folder);
    if (!createWhole(path, `${what}\n`, { temporary: temporaryName(path), sync: false }))
      return false;
    forgetOld(folder);
  } catch {
    return true;
  }
  return true;
}

function forgetOld(folder: string): void {
  const oldest = Date.now() - KEPT_MS;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < oldest) forget(path);
  }
}
