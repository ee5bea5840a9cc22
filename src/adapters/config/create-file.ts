import { closeSync, fsyncSync, linkSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { errorCode } from '../../domain/text/error-code.ts';
import { namingPath } from '../naming-path.ts';

/**
 * Makes a file that is there whole or not at all, and never in another's place. False when the name
 * is taken; throws what the disk says. Where there are no hard links, it is made in place.
 */
export function createFile(path: string, text: string, mode: number): boolean {
  const draft = `${path}.${process.pid}.new`;
  const bytes = Buffer.from(text);
  try {
    writeWhole(draft, bytes, mode);
    linkSync(draft, path);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
    return createInPlace(path, bytes, mode);
  } finally {
    removeIfThere(draft);
  }
}

function createInPlace(path: string, bytes: Buffer, mode: number): boolean {
  try {
    writeWhole(path, bytes, mode);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function writeWhole(path: string, bytes: Buffer, mode: number): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    namingPath(path, () => {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(descriptor, bytes, written);
      }
      fsyncSync(descriptor);
    });
  } finally {
    closeSync(descriptor);
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made.
  }
}
