import { fstatSync, readSync } from 'node:fs';

/** Small enough for the heap: AMD's processors are slow to copy to where large buffers begin. */
const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 10;

/** One line of a file, without its end. */
export interface FileLine {
  readonly text: string;
  /** How long it is in the file. */
  readonly bytes: number;
}

/** Assembles lines from the chunks of a file, with bounded memory for any content. */
export interface LineSplitter {
  /** The chunk may be used again afterwards. */
  push(chunk: Buffer): void;
  /** An unfinished last line. */
  rest(): FileLine | undefined;
}

/** Each whole line is handed over; the text of one that is longer is cut at `limitBytes`. */
export function splitLines(
  limitBytes: number,
  onLine: (text: string, bytes: number) => void,
): LineSplitter {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let bytes = 0;

  const keep = (part: Buffer): void => {
    bytes += part.length;
    const copy = Buffer.from(part.subarray(0, limitBytes - keptBytes));
    if (copy.length === 0) return;
    kept.push(copy);
    keptBytes += copy.length;
  };
  const take = (): FileLine => {
    const line = { text: Buffer.concat(kept).toString(), bytes };
    [kept, keptBytes, bytes] = [[], 0, 0];
    return line;
  };
  const endLine = (part: Buffer): void => {
    if (bytes === 0) {
      onLine(part.toString('utf8', 0, Math.min(part.length, limitBytes)), part.length);
      return;
    }
    keep(part);
    const line = take();
    onLine(line.text, line.bytes);
  };

  return {
    push: (chunk) => {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        endLine(chunk.subarray(start, end));
        start = end + 1;
      }
      keep(chunk.subarray(start));
    },
    rest: () => (bytes === 0 ? undefined : take()),
  };
}

/** The bytes of an open file between two offsets, in slices that are only good until the next. */
export function* chunksOf(
  fd: number,
  { from = 0, to = Infinity, size = CHUNK_BYTES } = {},
): Generator<Buffer> {
  const buffer = sliceBuffer(Math.max(0, Math.min(size, to - from)));
  for (let at = from; at < to;) {
    const chunk = readSlice(fd, buffer.subarray(0, to - at), at);
    if (chunk.length === 0) return;
    at += chunk.length;
    yield chunk;
  }
}

export function sliceBuffer(size = CHUNK_BYTES): Buffer {
  return Buffer.allocUnsafe(size);
}

/** The next bytes of an open file, as a part of the buffer; none at its end. */
export function readSlice(fd: number, buffer: Buffer, offset: number): Buffer {
  return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, offset));
}

/** Whether the last line of an open file was cut short: the next one has to begin on its own. */
export function endsTorn(fd: number, size: number): boolean {
  const last = Buffer.alloc(1, NEWLINE);
  if (size > 0) readSync(fd, last, 0, 1, size - 1);
  return last[0] !== NEWLINE;
}

/** Where the last `count` lines of an open file begin, in bytes; looked for from its end. */
export function tailStart(fd: number, count: number): number {
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
}
