import { closeSync } from 'node:fs';
import { allLines, type LineFile, lineFile } from '../../disk/lines/line-file.ts';
import { chunksOf, type FileLine, tailStart } from '../../disk/lines/read-lines.ts';
import { openRegular } from '../../disk/regular-file.ts';
import { unpack } from './unpack.ts';

/** Opens a log, compressed or not; follows no link. Undefined if there is none (any more). */
export function openLines(path: string, fromByte = 0): LineFile | undefined {
  const fd = openLog(path);
  return fd === undefined ? undefined : lineFile(fd, fromByte);
}

/** Every line of a log, the unfinished last one too. */
export function* linesOf(path: string, fromByte = 0): Generator<FileLine> {
  const file = openLines(path, fromByte);
  if (file !== undefined) yield* allLines(file);
}

/** The bytes of a log in slices that are only good until the next. */
export function* bytesOf(path: string, fromByte = 0): Generator<Buffer> {
  const fd = openLog(path);
  if (fd === undefined) return;
  try {
    yield* chunksOf(fd, { from: fromByte });
  } finally {
    closeSync(fd);
  }
}

/** Where the last `count` lines of a log begin, in bytes. */
export function startOfTail(path: string, count: number): number {
  const fd = openLog(path);
  if (fd === undefined) return 0;
  try {
    return tailStart(fd, count);
  } finally {
    closeSync(fd);
  }
}

/** The log, or its compressed form from `samocode clean`. */
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
