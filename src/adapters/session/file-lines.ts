import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../../domain/text/error-code.ts';
import { unpack } from './unpack.ts';

/** A longer line is cut here; nobody reads a line of a gigabyte. */
const LINE_LIMIT_BYTES = 1024 * 1024;
/** Small enough for the heap: AMD's processors are slow to copy to where large buffers begin. */
const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 10;

/** One line of a file, without its end. */
export interface FileLine {
  readonly text: string;
  /** How long it is in the file. */
  readonly bytes: number;
}

/** A file that may grow, read on where it was left; bounded memory whatever stands in it. */
export interface LineFile {
  /** The next slice: its whole lines, or undefined when the file gave nothing more. */
  next(): readonly FileLine[] | undefined;
  /** An unfinished last line. */
  rest(): FileLine | undefined;
  close(): void;
}

/** Opens a regular file; follows no link. Undefined where there is none (any more). */
export function openLines(path: string, fromByte = 0): LineFile | undefined {
  const fd = openRegular(path);
  if (fd === undefined) return undefined;
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let offset = fromByte;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let bytes = 0;

  const keep = (part: Buffer): void => {
    bytes += part.length;
    const room = LINE_LIMIT_BYTES - keptBytes;
    if (room <= 0 || part.length === 0) return;
    const copy = Buffer.from(part.subarray(0, room));
    kept.push(copy);
    keptBytes += copy.length;
  };
  const take = (): FileLine => {
    const line = { text: Buffer.concat(kept).toString(), bytes };
    [kept, keptBytes, bytes] = [[], 0, 0];
    return line;
  };

  return {
    next: () => {
      const count = readSync(fd, buffer, 0, buffer.length, offset);
      if (count === 0) return undefined;
      offset += count;
      const lines: FileLine[] = [];
      let start = 0;
      for (let end = buffer.indexOf(NEWLINE); end >= 0 && end < count;) {
        keep(buffer.subarray(start, end));
        lines.push(take());
        start = end + 1;
        end = buffer.indexOf(NEWLINE, start);
      }
      keep(buffer.subarray(start, count));
      return lines;
    },
    rest: () => (bytes === 0 ? undefined : take()),
    close: () => {
      closeSync(fd);
    },
  };
}

/** Every line of a file, the unfinished last one too. */
export function* linesOf(path: string, fromByte = 0): Generator<FileLine> {
  const file = openLines(path, fromByte);
  if (file === undefined) return;
  try {
    for (let lines = file.next(); lines !== undefined; lines = file.next()) yield* lines;
    const rest = file.rest();
    if (rest !== undefined) yield rest;
  } finally {
    file.close();
  }
}

/** The bytes of a file in slices that are only good until the next. */
export function* bytesOf(path: string, fromByte = 0): Generator<Buffer> {
  const fd = openRegular(path);
  if (fd === undefined) return;
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (let offset = fromByte; ;) {
      const count = readSync(fd, buffer, 0, buffer.length, offset);
      if (count === 0) return;
      offset += count;
      yield buffer.subarray(0, count);
    }
  } finally {
    closeSync(fd);
  }
}

/** Where the last `count` lines of a file begin, in bytes; looked for from its end. */
export function tailStart(path: string, count: number): number {
  const fd = openRegular(path);
  if (fd === undefined) return 0;
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    // The newline that ends the file begins no line.
    let end = Math.max(0, fstatSync(fd).size - 1);
    for (let left = count; end > 0;) {
      const from = Math.max(0, end - buffer.length);
      const length = readSync(fd, buffer, 0, end - from, from);
      for (let at = buffer.subarray(0, length).lastIndexOf(NEWLINE); at >= 0;) {
        left -= 1;
        if (left === 0) return from + at + 1;
        at = at === 0 ? -1 : buffer.subarray(0, at).lastIndexOf(NEWLINE);
      }
      end = from;
    }
    return 0;
  } finally {
    closeSync(fd);
  }
}

/** The file, or what `samocode clean` made of it. */
function openRegular(path: string): number | undefined {
  const plain = openAsItIs(path);
  if (plain !== undefined) return plain;
  const packed = openAsItIs(`${path}.gz`);
  return packed === undefined ? undefined : unpack(packed);
}

function openAsItIs(path: string): number | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENXIO') return undefined;
    throw error;
  }
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  return undefined;
}
