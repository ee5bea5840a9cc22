import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 8 * 1024;
const ENDS = { headBytes: 64 * 1024, tailBytes: 1024 * 1024 };
/** As long as a line that tells the cost may be (adapters/process hands over so much of it). */
const LINE_LIMIT_BYTES = 32 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const NEWLINE = 10;

/** The last 8 KiB; empty where nothing was started that could have written. */
export function readLogTail(path: string): string {
  return readParts(path, (size) => [[Math.max(0, size - TAIL_BYTES), TAIL_BYTES]]);
}

/**
 * The first 64 KiB and the last MiB, each on lines of its own, with the whole of the line that MiB begins in
 * (up to 32 MiB); the whole file where it is no longer.
 */
export function readLogEnds(path: string): string {
  const { headBytes, tailBytes } = ENDS;
  return readParts(path, (size, fd) => {
    if (size <= headBytes + tailBytes) return [[0, size]];
    const from = lineStart(fd, size - tailBytes, size - LINE_LIMIT_BYTES);
    return from === 0
      ? [[0, size]]
      : [
          [0, headBytes],
          [from, size - from],
        ];
  });
}

/** Where the line of the byte at `at` begins; `at` itself where that is before `earliest`. */
function lineStart(fd: number, at: number, earliest: number): number {
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let end = at; end > 0 && end >= earliest;) {
    const from = Math.max(0, end - PIECE_BYTES);
    const count = readSync(fd, piece, 0, end - from, from);
    const newline = piece.subarray(0, count).lastIndexOf(NEWLINE);
    if (newline !== -1) return from + newline + 1 < earliest ? at : from + newline + 1;
    end = from;
  }
  return earliest > 0 ? at : 0;
}

type Part = readonly [offset: number, bytes: number];

/** Follows no link and hangs on no FIFO, whatever an agent has put there. */
function readParts(path: string, partsOf: (size: number, fd: number) => readonly Part[]): string {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return '';
    const texts = partsOf(stat.size, fd).map(([offset, bytes]) => {
      const buffer = Buffer.alloc(Math.min(bytes, stat.size));
      const count = readSync(fd, buffer, 0, buffer.length, offset);
      return buffer.toString('utf8', 0, count);
    });
    return texts.join('\n');
  } finally {
    closeSync(fd);
  }
}
