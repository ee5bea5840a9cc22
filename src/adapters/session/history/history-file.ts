import { closeSync, constants, fstatSync, type Stats } from 'node:fs';
import { type Fold, openFold } from '../../../domain/session/fold.ts';
import { EMPTY_LEDGER, type Ledger } from '../../../domain/session/ledger.ts';
import { readRow, type Row, writeRow } from '../../../domain/session/row.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { chunksOf, endsTorn, splitLines } from '../../disk/read-lines.ts';
import { openRegular, readAt, readRegular } from '../../disk/regular-file.ts';
import { appendDurably, replaceFile } from '../../disk/write-file.ts';

const { O_RDONLY, O_RDWR, O_CREAT, O_APPEND } = constants;
/** A row holds a signal of at most 1 MiB, which JSON may make six times as long. */
const LINE_LIMIT = 32 * 1024 * 1024;
/** So many bytes before the read position are compared before a checkpoint is believed. */
const TAIL_BYTES = 512;
/**
 * The number of bytes to compare between two reads of one run: reveals a file that was rewritten.
 */
const NEAR_BYTES = 512;
const CHECKPOINT_LIMIT = 4 * 1024 * 1024;
/** Raised whenever the folding of rows changes. */
const CHECKPOINT_VERSION = 12;

export interface HistoryFile {
  /** The ledger of the whole file; reads only the new part. */
  readonly read: () => Ledger;
  /** One write, synced; a torn last line of a crash is closed first. Returns the ledger with it. */
  readonly append: (row: Row) => Ledger;
  /** Lets the next start read only the new part. Best effort. */
  readonly saveCheckpoint: () => void;
}

interface Place {
  readonly inode: number;
  readonly offset: number;
  readonly ledger: Ledger;
}

const START: Place = { inode: 0, offset: 0, ledger: EMPTY_LEDGER };

/** Where the ledger of an earlier reading is. */
export interface CheckpointPlace {
  readonly path: string;
  /** Whether no agent can have written it. */
  readonly isTrusted: () => boolean;
}

/** `_signal_history.jsonl`: append-only, read once in whole and then only where it grew. */
export function openHistory(
  path: string,
  onWarning: (text: string) => void,
  checkpoint: CheckpointPlace,
): HistoryFile {
  let place: Place | undefined;
  let near: Buffer = Buffer.alloc(0);

  /** Folds the new part of the open file. */
  const refresh = (fd: number, { ino, size }: Stats): Ledger => {
    const isFirst = place === undefined;
    if (place === undefined) place = loadCheckpoint(checkpoint, fd, { ino, size });
    else if (!bytesBefore(fd, place.offset, NEAR_BYTES).equals(near)) place = undefined;
    if (place?.inode !== ino || size < place.offset) place = { ...START, inode: ino };
    else if (!isFirst && size === place.offset) return place.ledger;
    if (size > place.offset) {
      const broken = place.ledger.brokenLines;
      place = readOn(fd, place, size);
      const more = place.ledger.brokenLines - broken;
      if (more > 0) {
        onWarning(
          `${path}: ${more} ${more === 1 ? 'line is' : 'lines are'} torn or foreign and skipped`,
        );
      }
    }
    near = bytesBefore(fd, place.offset, NEAR_BYTES);
    return place.ledger;
  };

  const read = (): Ledger => {
    const opened = openHistoryFile(path, O_RDONLY);
    if (opened === undefined) {
      place = START;
      return place.ledger;
    }
    const { fd, stat } = opened;
    try {
      return refresh(fd, stat);
    } finally {
      closeSync(fd);
    }
  };

  return {
    read,
    append: (row) => {
      const opened = openHistoryFile(path, O_RDWR | O_CREAT | O_APPEND);
      if (opened === undefined) throw noHistory(path);
      const { fd, stat } = opened;
      try {
        const tail = bytesBefore(fd, stat.size, NEAR_BYTES);
        const line = writeRow(row);
        const bytes = Buffer.from(endsTorn(fd, stat.size) ? `\n${line}` : line);
        appendDurably(fd, path, bytes);
        const now = fstatSync(fd);
        // Where all before it is folded, the row is folded as it is, and not read again.
        const isFolded = place?.inode === stat.ino && place.offset === stat.size;
        const isLast = now.size === stat.size + bytes.length;
        if (place === undefined || !isFolded || !isLast || !tail.equals(near)) {
          return refresh(fd, now);
        }
        const fold = openFold(place.ledger);
        fold.add(row);
        place = { inode: now.ino, offset: now.size, ledger: fold.ledger() };
        near = Buffer.concat([near, bytes]).subarray(-NEAR_BYTES);
        return place.ledger;
      } finally {
        closeSync(fd);
      }
    },
    saveCheckpoint: () => {
      if (place === undefined || place.offset === 0) return;
      saveCheckpoint(path, checkpoint.path, place);
    },
  };
}

function openHistoryFile(
  path: string,
  flags: number,
): { readonly fd: number; readonly stat: Stats } | undefined {
  const opened = openRegular(path, flags);
  if (opened.kind === 'other') throw noHistory(path);
  return opened.kind === 'file' ? opened : undefined;
}

function noHistory(path: string): UserError {
  return new UserError(`${path} is no regular file`, {
    hint: 'the history is kept there; move that away',
    exitCode: 74,
  });
}

/** Folds the complete lines between the place and `size`; a line still being written waits. */
function readOn(fd: number, place: Place, size: number): Place {
  let { offset } = place;
  const fold = openFold(place.ledger);
  const lines = splitLines(LINE_LIMIT, (text, bytes) => {
    offset += bytes + 1;
    if (bytes > LINE_LIMIT) fold.addBroken();
    else addLine(fold, text);
  });
  for (const chunk of chunksOf(fd, { from: offset, to: size })) lines.push(chunk);
  return { inode: place.inode, offset, ledger: fold.ledger() };
}

function addLine(fold: Fold, line: string): void {
  const text = line.replace(/^\uFEFF/, '').trim();
  if (text === '') return;
  const reading = readRow(text);
  switch (reading.kind) {
    case 'row':
      fold.add(reading.row);
      return;
    case 'foreign':
      fold.addForeign(reading.row);
      return;
    case 'broken':
      fold.addBroken();
      return;
  }
}

interface Checkpoint extends Place {
  readonly v: number;
  readonly tail: string;
}

function loadCheckpoint(
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

function saveCheckpoint(path: string, checkpointPath: string, place: Place): void {
  const opened = openHistoryFile(path, O_RDONLY);
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
function bytesBefore(fd: number, offset: number, limit: number): Buffer {
  const length = Math.min(limit, offset);
  return readAt(fd, length, offset - length);
}
