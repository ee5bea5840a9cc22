import { errorCode } from '../../../domain/text/error-code.ts';
import { createWhole, writeNew } from '../../disk/write-file.ts';

/**
 * Creates a file with its whole content or not at all, and never replaces another. Returns false if
 * the name is taken; throws disk errors. Without hard links, it writes the file in place.
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
