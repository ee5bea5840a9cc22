import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../../domain/text/error-code.ts';
import { namingPath } from '../naming-path.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

/** What stands at a path that an agent may have put anything at. */
export type FileReading =
  | { readonly kind: 'file'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  /** No regular file, or too large; `what` says which, in words for people. */
  | { readonly kind: 'other'; readonly what: string };

/**
 * Reads a regular file of at most `limitBytes`, or no more than its first `atMostBytes`; follows no
 * link and hangs on no FIFO.
 */
export function readRegular(path: string, limitBytes: number, atMostBytes = Infinity): FileReading {
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { kind: 'missing' };
    if (code === 'ELOOP') return { kind: 'other', what: 'a link' };
    if (code === 'ENXIO') return { kind: 'other', what: 'no regular file' };
    throw error;
  }
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory()) return { kind: 'other', what: 'a directory' };
    if (stat.isFIFO()) return { kind: 'other', what: 'a FIFO' };
    if (!stat.isFile()) return { kind: 'other', what: 'no regular file' };
    if (stat.size > limitBytes) {
      return { kind: 'other', what: `${stat.size} bytes long (limit ${limitBytes})` };
    }
    return { kind: 'file', bytes: readAll(fd, Math.min(stat.size, atMostBytes)) };
  } finally {
    closeSync(fd);
  }
}

/** The bytes of a regular file from an offset on; follows no link. Throws what the system says. */
export function readFrom(path: string, offset: number): Buffer {
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return readAll(fd, Math.max(0, fstatSync(fd).size - offset), offset);
  } finally {
    closeSync(fd);
  }
}

/** Reads up to `size` bytes from `offset` on; less when the file shrank meanwhile. */
function readAll(fd: number, size: number, offset = 0): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(fd, buffer, filled, size - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

/**
 * Replaces a file so that a reader or a crash sees the old one or the new one. Synced before the
 * rename; with `durable` the rename is on disk too when this returns. A link at `path` is replaced
 * itself, never what it points to.
 */
export function replaceFile(path: string, data: string | Uint8Array, durable = false): void {
  replaceByPieces(path, [bytesOfData(data)]);
  if (durable) syncFolder(dirname(path));
}

/** The same with what comes piece by piece, so that a long file is never held whole. */
export function replaceByPieces(path: string, pieces: Iterable<Uint8Array>): void {
  const temporary = temporaryName(path);
  writePieces(temporary, pieces, { sync: true });
  renameOver(temporary, path);
}

/**
 * Writes a file that was not there. Temporary names can be guessed, and an agent may have put a
 * link or a FIFO there: that is removed, never written to.
 */
export function writeFresh(
  path: string,
  data: string | Uint8Array,
  { sync }: { readonly sync: boolean },
): void {
  writePieces(path, [bytesOfData(data)], { sync });
}

function bytesOfData(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data) : data;
}

function writePieces(
  path: string,
  pieces: Iterable<Uint8Array>,
  { sync }: { readonly sync: boolean },
): void {
  const fd = createFresh(path);
  try {
    namingPath(path, () => {
      for (const piece of pieces) writeAll(fd, piece);
      if (sync) fsyncSync(fd);
    });
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

function createFresh(path: string): number {
  const flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
  try {
    return openSync(path, flags, 0o600);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    rmSync(path, { recursive: true, force: true });
    return openSync(path, flags, 0o600);
  }
}

/** Renames a temporary file over another; leaves none behind when that cannot be. */
export function renameOver(temporary: string, path: string): void {
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes all of it, however many calls that takes. */
export function writeAll(fd: number, data: Uint8Array): void {
  for (let written = 0; written < data.length;) {
    written += writeSync(fd, data, written);
  }
}

/** Makes creations and renames in a folder durable. */
export function syncFolder(path: string): void {
  const fd = openSync(path, O_RDONLY | O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** What a file is called that is about to become `path`; it tells whose it was (`removeLitter`). */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}.tmp`;
}

/** Whether something stands at a path; follows no link. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The path itself, or with a number behind it, where nothing stands yet. */
export function freeName(path: string): string {
  let candidate = path;
  for (let n = 2; exists(candidate); n += 1) candidate = `${path}-${n}`;
  return candidate;
}

/** Best effort: a disk that takes no change keeps it. */
export function forget(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}
