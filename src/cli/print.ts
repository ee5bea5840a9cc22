import { writeSync } from 'node:fs';
import { errorCode } from '../domain/text/error-code.ts';

/**
 * Prints a command's result on stdout, all of it: its reader may take its time, or go away. False
 * once nobody reads any more.
 */
export function print(text: string | Uint8Array): boolean {
  return writeWhole(1, text);
}

/** Prints for the person on stderr. */
export function printError(text: string): void {
  writeWhole(2, text);
}

function writeWhole(fd: number, text: string | Uint8Array): boolean {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        continue;
      }
      return false; // Nobody reads any more (EPIPE, EIO): nothing is left to say it to.
    }
  }
  return true;
}
