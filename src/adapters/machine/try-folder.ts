import { rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderFacts } from '../../domain/doctor/place.ts';
import { errorMessage } from '../../domain/text/error-code.ts';
import { takesSecondName } from '../disk/entries.ts';
import { writeFresh } from '../disk/write-file.ts';

/** Tries a folder out: makes a file there, gives it a second name, and removes both. */
export function tryFolder(key: string, path: string): FolderFacts {
  const probe = join(path, `.samocode-doctor-${process.pid}`);
  const facts = { key, path, problem: undefined, hasLinks: true, freeBytes: freeBytes(path) };
  try {
    writeFresh(probe, '', { sync: false });
    const skewMs = statSync(probe).mtimeMs - Date.now();
    return { ...facts, hasLinks: takesSecondName(probe), skewMs };
  } catch (error) {
    const problem = errorMessage(error);
    return { ...facts, problem, skewMs: undefined };
  } finally {
    rmSync(probe, { force: true });
    rmSync(`${probe}.link`, { force: true });
  }
}

/** Undefined where it cannot be asked. */
export function freeBytes(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return undefined; // The trial itself reports the problem.
  }
}
