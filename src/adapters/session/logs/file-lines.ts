import { closeSync } from 'node:fs';
import {
  type FileLine,
  chunksOf,
  readSlice,
  sliceBuffer,
  splitLines,
  tailStart,
} from '../../disk/read-lines.ts';
import { openRegular } from '../../disk/regular-file.ts';
import { unpack } from './unpack.ts';

/** A longer line is cut here; a line of a gigabyte is of no use. */
const LINE_LIMIT_BYTES = 1024 * 1024;

/**
 * A reader of a file that may grow; continues at its last position, with bounded memory for any
 * content.
 */
export interface LineFile {
  /** The next slice: its whole lines, or undefined when the file gave nothing more. */
  next(): readonly FileLine[] | undefined;
  /** An unfinished last line. */
  rest(): FileLine | undefined;
  close(): void;
}

/** Opens a regular file; follows no link. Undefined where there is none (any more). */
export function openLines(path: string, fromByte = 0): LineFile | undefined {
  const fd = openLog(path);
  if (fd === undefined) return undefined;
  let offset = fromByte;
  let lines: FileLine[] = [];
  const splitter = splitLines(LINE_LIMIT_BYTES, (text, bytes) => {
    lines.push({ text, bytes });
  });
  const buffer = sliceBuffer();
  return {
    next: () => {
      const chunk = readSlice(fd, buffer, offset);
      if (chunk.length === 0) return undefined;
      offset += chunk.length;
      lines = [];
      splitter.push(chunk);
      return lines;
    },
    rest: () => splitter.rest(),
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
  const fd = openLog(path);
  if (fd === undefined) return;
  try {
    yield* chunksOf(fd, { from: fromByte });
  } finally {
    closeSync(fd);
  }
}

/** Where the last `count` lines of a file begin, in bytes. */
export function startOfTail(path: string, count: number): number {
  const fd = openLog(path);
  if (fd === undefined) return 0;
  try {
    return tailStart(fd, count);
  } finally {
    closeSync(fd);
  }
}

/** The file, or what `samocode clean` made of it. */
function openLog(path: string): number | undefined {
  const plain = openPlain(path);
  if (plain !== undefined) return plain;
  const packed = openPlain(`${path}.gz`);
  return packed === undefined ? undefined : unpack(packed);
}

function openPlain(path: string): number | undefined {
  const opened = openRegular(path);
  return opened.kind === 'file' ? opened.fd : undefined;
}
