import { createWhole, writeNew } from '../../disk/write-file.ts';
import { errorCode } from '../../../domain/text/error-code.ts';

/**
 * Makes a file that is there whole or not at all, and never in another's place. False when the name
 * is taken; throws what the disk says. Where there are no hard links, it is made in place.
 */
export function createFile(path: string, text: string, mode: number): boolean {
  const writing = { sync: true, mode };
  try {
    return createWhole(path, text, { ...writing, temporary: `${path}.${process.pid}.new` });
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
    return writeNew(path, text, writing);
  }
}
