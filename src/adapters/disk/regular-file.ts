import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { errorCode, isMissing } from '../../domain/text/error-code.ts';

const { O_RDONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;

/** The kind of an entry that is not a regular file, as text for people. */
export type OtherEntry = 'a link' | 'a directory' | 'a FIFO' | 'no regular file';

export type Opened =
  | { readonly kind: 'file'; readonly fd: number; readonly stat: Stats }
  | { readonly kind: 'missing' }
  | { readonly kind: 'other'; readonly what: OtherEntry };

/** `followed` is for files of a person, who may keep them elsewhere; no file that an agent can replace. */
export type Links = 'refused' | 'followed';

/** A descriptor; follows no link and waits for no FIFO. Throws the error of the system. */
export function openUnfollowed(path: string | Buffer, flags = O_RDONLY): number {
  return openSync(path, flags | O_NOFOLLOW | O_NONBLOCK, 0o600);
}

/**
 * Opens a regular file; it is made, for its owner alone, with `O_CREAT` in `flags`. Waits for no FIFO.
 * Throws for every other error of the system.
 */
export function openRegular(
  path: string | Buffer,
  flags = O_RDONLY,
  links: Links = 'refused',
): Opened {
  let fd: number;
  try {
    fd = links === 'refused' ? openUnfollowed(path, flags) : openSync(path, flags | O_NONBLOCK);
  } catch (error) {
    const code = errorCode(error);
    if (isMissing(error) && (flags & O_CREAT) === 0) return { kind: 'missing' };
    if (code === 'ELOOP' && links === 'refused') return { kind: 'other', what: 'a link' };
    if (code === 'EISDIR') return { kind: 'other', what: 'a directory' };
    if (code === 'ENXIO') return { kind: 'other', what: 'no regular file' };
    throw error;
  }
  const stat = fstatSync(fd);
  const what = otherOf(stat);
  if (what === undefined) return { kind: 'file', fd, stat };
  closeSync(fd);
  return { kind: 'other', what };
}

/** A regular file whose every write goes to its end; it is made where there is none. Throws for every other entry. */
export function openForAppending(
  path: string,
  access: number,
): { readonly fd: number; readonly stat: Stats } {
  const opened = openRegular(path, access | O_CREAT | O_APPEND);
  if (opened.kind === 'file') return opened;
  throw new Error(`${path} is not a regular file`);
}

function otherOf(stat: Stats): OtherEntry | undefined {
  if (stat.isFile()) return undefined;
  if (stat.isDirectory()) return 'a directory';
  return stat.isFIFO() ? 'a FIFO' : 'no regular file';
}

/** What `work` makes of an open regular file; undefined where there is none, or none that can be opened. */
export function fromRegular<T>(
  path: string | Buffer,
  work: (fd: number, stat: Stats) => T,
  links: Links = 'refused',
): T | undefined {
  const opened = tryToOpen(path, links);
  if (opened?.kind !== 'file') return undefined;
  try {
    return work(opened.fd, opened.stat);
  } finally {
    closeSync(opened.fd);
  }
}

function tryToOpen(path: string | Buffer, links: Links): Opened | undefined {
  try {
    return openRegular(path, O_RDONLY, links);
  } catch {
    return undefined;
  }
}

/** The content of a path at which an agent may have put any entry. */
export type FileReading =
  | { readonly kind: 'file'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  /** No regular file, or too large; `what` says which, in words for people. */
  | OtherReading;

export interface OtherReading {
  readonly kind: 'other';
  readonly what: string;
  /** The size of a regular file that is too large, in bytes. */
  readonly size?: number;
}

/** Reads a regular file of at most `limitBytes`, or no more than its first `atMostBytes`. */
export function readRegular(
  path: string,
  limitBytes: number,
  atMostBytes = Infinity,
  links: Links = 'refused',
): FileReading {
  const opened = openRegular(path, O_RDONLY, links);
  if (opened.kind !== 'file') return opened;
  const { fd, stat } = opened;
  try {
    if (stat.size > limitBytes) {
      const { size } = stat;
      return { kind: 'other', what: `${size} bytes long (limit ${limitBytes})`, size };
    }
    return { kind: 'file', bytes: readAt(fd, Math.min(stat.size, atMostBytes), 0) };
  } finally {
    closeSync(fd);
  }
}

/** The bytes of a regular file from an offset on; follows no link. Throws the error of the system. */
export function readFrom(path: string, offset: number): Buffer {
  const fd = openUnfollowed(path);
  try {
    return readAt(fd, Math.max(0, fstatSync(fd).size - offset), offset);
  } finally {
    closeSync(fd);
  }
}

/** Reads `size` bytes from `offset` on; fewer where the file ends before. */
export function readAt(fd: number, size: number, offset: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(fd, buffer, filled, size - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}
