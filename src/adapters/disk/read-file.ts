import { readFileSync } from 'node:fs';
import { errorCode } from '../../domain/text/error-code.ts';

/** The text of a file that no agent can replace; empty if it cannot be read. */
export function readText(path: string, encoding: BufferEncoding = 'utf8'): string {
  return readBytes(path)?.toString(encoding) ?? '';
}

/** The bytes of such a file; undefined if it cannot be read. */
export function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** The same, undefined only if nothing is at the path: throws every other error of the system. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
