import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';

const TAIL_BYTES = 8 * 1024;

/** Returns the last 8 KiB of the log as text and removes an empty log; '' if the file is gone. */
export const closeStderrLog = (path: string): string => {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(descriptor);
    if (size === 0) {
      unlinkSync(path);
      return '';
    }
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const bytes = readSync(descriptor, tail, 0, tail.length, size - tail.length);
    return tail.toString('utf8', 0, bytes);
  } finally {
    closeSync(descriptor);
  }
};
