import {
  closeSync,
  constants,
  fdatasyncSync,
  fsyncSync,
  linkSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../../domain/text/error-code.ts';
import { renameOver, syncFolder } from './entries.ts';
import { namingPath } from './naming-path.ts';
import { openUnfollowed } from './regular-file.ts';

const { O_WRONLY, O_CREAT, O_EXCL } = constants;

export interface Writing {
  readonly sync: boolean;
  /** 0600 where nothing is said. */
  readonly mode?: number;
}

/**
 * Replaces a file so that a reader or a crash sees the old one or the new one. Synced before the
 * rename; with `durable` the rename is on disk too when this returns. A link at `path` is replaced
 * itself, never its target.
 */
export function replaceFile(path: string, data: string | Uint8Array, durable = false): void {
  replaceByPieces(path, [bytesOfData(data)]);
  if (durable) syncFolder(dirname(path));
}

/** The same with data that comes piece by piece, so that a long file is never held whole. */
export function replaceByPieces(path: string, pieces: Iterable<Uint8Array>): void {
  const temporary = temporaryName(path);
  writePieces(createFresh(temporary), { path: temporary, pieces, sync: true });
  renameOver(temporary, path);
}

/**
 * Writes a file that was not there. Temporary names can be guessed, and an agent may have put a
 * link or a FIFO there: that is removed, never written to.
 */
export function writeFresh(path: string, data: string | Uint8Array, { sync, mode }: Writing): void {
  writePieces(createFresh(path, mode), { path, pieces: [bytesOfData(data)], sync });
}

/** Writes a file where no entry is; false where there is one. A write that fails leaves nothing. */
export function writeNew(path: string, data: string | Uint8Array, writing: Writing): boolean {
  let fd: number;
  try {
    fd = createNew(path, writing.mode);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  writePieces(fd, { path, pieces: [bytesOfData(data)], sync: writing.sync });
  return true;
}

/**
 * Creates a file with its whole content at once (link(2)); false where an entry has its name. A crash
 * leaves at most the temporary file.
 */
export function createWhole(
  path: string,
  data: string | Uint8Array,
  { temporary, ...writing }: Writing & { readonly temporary: string },
): boolean {
  writeFresh(temporary, data, writing);
  return linkInto(temporary, path);
}

/** Gives a temporary file its name, and takes the temporary one away; false where an entry has the name. */
export function linkInto(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Makes an empty file where there is none; one that is there stays as it is. */
export function touch(path: string): void {
  closeSync(openUnfollowed(path, O_WRONLY | O_CREAT));
}

/** Opens a new file in place of any entry, for its owner only; never follows a link. */
export function createFresh(path: string, mode?: number): number {
  try {
    return createNew(path, mode);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    rmSync(path, { recursive: true, force: true });
    return createNew(path, mode);
  }
}

/** O_EXCL follows no link. */
function createNew(path: string, mode = 0o600): number {
  return openSync(path, O_WRONLY | O_CREAT | O_EXCL, mode);
}

interface Pieces {
  readonly path: string;
  readonly pieces: Iterable<Uint8Array>;
  readonly sync: boolean;
}

/** Closes the file; what cannot be written whole is removed. */
function writePieces(fd: number, { path, pieces, sync }: Pieces): void {
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

/** Makes the content of an open file durable. */
export function syncFile(fd: number): void {
  fsyncSync(fd);
}

/** Writes to a file that is open for appending; its data is on disk when this returns. */
export function appendDurably(fd: number, path: string, data: Uint8Array): void {
  namingPath(path, () => {
    writeAll(fd, data);
    fdatasyncSync(fd);
  });
}

/** Writes all of it, however many calls that takes. */
export function writeAll(fd: number, data: Uint8Array): void {
  for (let written = 0; written < data.length;) {
    written += writeSync(fd, data, written);
  }
}

/** The name of a file that will become `path`; it identifies its owner (`removeLitter`). */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}.tmp`;
}

function bytesOfData(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data) : data;
}
