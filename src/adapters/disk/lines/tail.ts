import { fromRegular, readAt } from '../regular-file.ts';

/** The last `limitBytes` of a regular file as text; empty for every other entry. Follows no link. */
export function readTail(path: string, limitBytes = 8192): string {
  return fromRegular(path, (fd, { size }) => tailOf(fd, size, limitBytes)) ?? '';
}

/** The last `limitBytes` of an open file of this size. */
export function tailOf(fd: number, size: number, limitBytes: number): string {
  const length = Math.min(size, limitBytes);
  return readAt(fd, length, size - length).toString();
}
