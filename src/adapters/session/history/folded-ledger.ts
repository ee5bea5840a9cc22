import { closeSync, constants, type Stats } from 'node:fs';
import { EMPTY_LEDGER, type Ledger } from '../../../domain/session/ledger.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openRegular, readAt, readRegular } from '../../disk/regular-file.ts';
import { replaceFile } from '../../disk/write-file.ts';

/** So many bytes before the read position are compared before a checkpoint is believed. */
const TAIL_BYTES = 512;
const CHECKPOINT_LIMIT = 4 * 1024 * 1024;
/** Raised whenever the folding of rows changes. */
const CHECKPOINT_VERSION = 20;

/** How far the history is folded. */
export interface Place {
  readonly inode: number;
  readonly offset: number;
  readonly ledger: Ledger;
}

export const START: Place = { inode: 0, offset: 0, ledger: EMPTY_LEDGER };

/** Where the ledger of an earlier reading is. */
export interface CheckpointPlace {
  readonly path: string;
  /** Whether no agent can have written it. */
  readonly isTrusted: () => boolean;
}

export function openHistoryFile(
  path: string,
  flags: number,
): { readonly fd: number; readonly stat: Stats } | undefined {
  const opened = openRegular(path, flags);
  if (opened.kind === 'other') throw noHistory(path);
  return opened.kind === 'file' ? opened : undefined;
}

export function noHistory(path: string): UserError {
  return new UserError(`${path} is no regular file`, {
    hint: 'the history is kept there; move that away',
    exitCode: 74,
  });
}

interface Checkpoint extends Place {
  readonly v: number;
  readonly tail: string;
}

export function loadCheckpoint(
  { path, isTrusted }: CheckpointPlace,
  fd: number,
  { ino, size }: Pick<Stats, 'ino' | 'size'>,
): Place | undefined {
  if (!isTrusted()) return undefined;
  const reading = readRegular(path, CHECKPOINT_LIMIT);
  if (reading.kind !== 'file') return undefined;
  try {
    // Our own file in our own folder; the version and the tail say whether it may be believed.
    const saved = JSON.parse(reading.bytes.toString()) as Checkpoint;
    const fits = saved.v === CHECKPOINT_VERSION && saved.inode === ino && saved.offset <= size;
    if (!fits || !Number.isInteger(saved.ledger.rows) || tailOf(fd, saved.offset) !== saved.tail)
      return undefined;
    return { inode: ino, offset: saved.offset, ledger: { ...EMPTY_LEDGER, ...saved.ledger } };
  } catch {
    return undefined;
  }
}

export function saveCheckpoint(path: string, checkpointPath: string, place: Place): void {
  const opened = openHistoryFile(path, constants.O_RDONLY);
  if (opened === undefined) return;
  const { fd } = opened;
  try {
    const tail = tailOf(fd, place.offset);
    const checkpoint: Checkpoint = { v: CHECKPOINT_VERSION, tail, ...place };
    replaceFile(checkpointPath, JSON.stringify(checkpoint));
  } catch {
    // Without one the next start reads the whole history: slower, and as right.
  } finally {
    closeSync(fd);
  }
}

/** The bytes themselves: to load what hashes takes a sixth of a start of Node. */
function tailOf(fd: number, offset: number): string {
  return bytesBefore(fd, offset, TAIL_BYTES).toString('base64');
}

/** Up to `limit` bytes that end at `offset`; fewer when the file does not reach so far any more. */
export function bytesBefore(fd: number, offset: number, limit: number): Buffer {
  const length = Math.min(limit, offset);
  return readAt(fd, length, offset - length);
}
