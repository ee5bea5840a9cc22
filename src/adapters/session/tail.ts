import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** The last `limitBytes` of a regular file; empty for anything else. Follows no link, throws nothing. */
export function readRegularTail(path: string, limitBytes = 8192): string {
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return '';
    const tail = Buffer.alloc(Math.min(stat.size, limitBytes));
    return tail.toString('utf8', 0, readSync(fd, tail, 0, tail.length, stat.size - tail.length));
  } finally {
    closeSync(fd);
  }
}
