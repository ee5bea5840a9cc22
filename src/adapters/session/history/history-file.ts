import { closeSync, constants, fstatSync, type Stats } from 'node:fs';
import { type Fold, openFold } from '../../../domain/session/fold.ts';
import type { Ledger } from '../../../domain/session/ledger.ts';
import { readRow, type Row, writeRow } from '../../../domain/session/row.ts';
import { chunksOf, endsTorn, splitLines } from '../../disk/lines/read-lines.ts';
import { appendDurably } from '../../disk/write-file.ts';
import {
  bytesBefore,
  type CheckpointPlace,
  loadCheckpoint,
  noHistory,
  openHistoryFile,
  type Place,
  saveCheckpoint,
  START,
} from './folded-ledger.ts';

const { O_RDONLY, O_RDWR, O_CREAT, O_APPEND } = constants;
/** A row holds a signal of at most 1 MiB, which JSON may make six times as long. */
const LINE_LIMIT = 32 * 1024 * 1024;
/**
 * The number of bytes to compare between two reads of one run: reveals a file that was rewritten.
 */
const NEAR_BYTES = 512;

export interface HistoryFile {
  /** The ledger of the whole file; reads only the new part. */
  readonly read: () => Ledger;
  /** One write, synced; a torn last line of a crash is closed first. Returns the ledger with it. */
  readonly append: (row: Row) => Ledger;
  /** Lets the next start read only the new part. Best effort. */
  readonly saveCheckpoint: () => void;
}

/** `_signal_history.jsonl`: append-only, read once in whole and then only where it grew. */
export function openHistory(
  path: string,
  onWarning: (text: string) => void,
  checkpoint: CheckpointPlace,
): HistoryFile {
  const rows = openRows(path, onWarning, checkpoint);
  return {
    read: () => {
      const opened = openHistoryFile(path, O_RDONLY);
      if (opened === undefined) return rows.none();
      try {
        return rows.refresh(opened.fd, opened.stat);
      } finally {
        closeSync(opened.fd);
      }
    },
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
        const isLast = now.size === stat.size + bytes.length;
        const ledger = isLast ? rows.add(row, { before: stat, tail, bytes }) : undefined;
        return ledger ?? rows.refresh(fd, now);
      } finally {
        closeSync(fd);
      }
    },
    saveCheckpoint: () => {
      const place = rows.place();
      if (place === undefined || place.offset === 0) return;
      saveCheckpoint(path, checkpoint.path, place);
    },
  };
}

/** A row that was appended: the file before it, its last bytes, and the bytes of the row. */
interface Appended {
  readonly before: Stats;
  readonly tail: Buffer;
  readonly bytes: Buffer;
}

/** The rows that were folded so far. */
function openRows(path: string, onWarning: (text: string) => void, checkpoint: CheckpointPlace) {
  let place: Place | undefined;
  let near: Buffer = Buffer.alloc(0);
  return {
    place: (): Place | undefined => place,
    /** The file does not exist. */
    none: (): Ledger => {
      place = START;
      return place.ledger;
    },
    /** Folds the new part of the open file. */
    refresh: (fd: number, { ino, size }: Stats): Ledger => {
      const isFirst = place === undefined;
      if (place === undefined) place = loadCheckpoint(checkpoint, fd, { ino, size });
      else if (!bytesBefore(fd, place.offset, NEAR_BYTES).equals(near)) place = undefined;
      if (place?.inode !== ino || size < place.offset) place = { ...START, inode: ino };
      else if (!isFirst && size === place.offset) return place.ledger;
      if (size > place.offset) {
        const broken = place.ledger.brokenLines;
        place = readOn(fd, place, size);
        const more = place.ledger.brokenLines - broken;
        const lines = more === 1 ? 'line is' : 'lines are';
        if (more > 0) onWarning(`${path}: ${more} ${lines} torn or foreign and skipped`);
      }
      near = bytesBefore(fd, place.offset, NEAR_BYTES);
      return place.ledger;
    },
    /** Folds the row as it is where all before it is folded; else it has to be read. */
    add: (row: Row, { before, tail, bytes }: Appended): Ledger | undefined => {
      const isFolded = place?.inode === before.ino && place.offset === before.size;
      if (place === undefined || !isFolded || !tail.equals(near)) return undefined;
      const fold = openFold(place.ledger);
      fold.add(row);
      const offset = before.size + bytes.length;
      place = { inode: before.ino, offset, ledger: fold.ledger() };
      near = Buffer.concat([near, bytes]).subarray(-NEAR_BYTES);
      return place.ledger;
    },
  };
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
