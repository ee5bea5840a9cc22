import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 8 * 1024;
const ENDS = { headBytes: 64 * 1024, tailBytes: 1024 * 1024 };

/** The last 8 KiB; empty where nothing was started that could have written. */
export function readLogTail(path: string): string {
  return readParts(path, (size) => [[Math.max(0, size - TAIL_BYTES), TAIL_BYTES]]);
}

/** The first 64 KiB and the last MiB, each on lines of its own; the whole file where it is no longer. */
export function readLogEnds(path: string): string {
  const { headBytes, tailBytes } = ENDS;
  return readParts(path, (size) =>
    size <= headBytes + tailBytes
      ? [[0, size]]
      : [
          [0, headBytes],
          [size - tailBytes, tailBytes],
        ],
  );
}

type Part = readonly [offset: number, bytes: number];

/** Follows no link and hangs on no FIFO, whatever an agent has put there. */
function readParts(path: string, partsOf: (size: number) => readonly Part[]): string {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return '';
    const texts = partsOf(stat.size).map(([offset, bytes]) => {
      const buffer = Buffer.alloc(Math.min(bytes, stat.size));
      const count = readSync(fd, buffer, 0, buffer.length, offset);
      return buffer.toString('utf8', 0, count);
    });
    return texts.join('\n');
  } finally {
    closeSync(fd);
  }
}
