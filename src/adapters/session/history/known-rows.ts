import { type BigIntStats, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { UnknownRows } from '../../../app/ports/session/record.ts';
import { readRow } from '../../../domain/session/row.ts';
import { type DataOf, readJson } from '../../../domain/text/read-json.ts';
import { forget } from '../../disk/entries.ts';
import { lastLineOf, openLastLine } from '../../disk/lines/last-line.ts';
import { readFrom, readRegular } from '../../disk/regular-file.ts';
import { bootIdentity } from '../lease/machine.ts';

/** Decimal numbers as text: an inode may be larger than a double holds. */
const noteSchema = z.object({ bootId: z.string(), inode: z.string(), size: z.string() });
const NOTE_LIMIT = 16 * 1024;

/** How far samocode itself has written a history, kept outside of the session. */
export interface KnownRows {
  /** All that the history holds now is known. Never throws: without a note nothing is compared. */
  note(): void;
  /** Appends samocode's own rows; earlier rows of another program stay unknown. */
  append<T>(write: () => T): T;
  /** The rows appended since by other programs; none if this boot has no note of the history. */
  unknown(): UnknownRows;
}

const NOTHING: UnknownRows = { rows: [], isCut: false };

export const ALL_KNOWN: KnownRows = {
  note: () => undefined,
  append: (write) => write(),
  unknown: () => NOTHING,
};

/** Unsynced: after another boot of the machine a note says nothing. */
export function openKnownRows(history: string, kept: string): KnownRows {
  const notePath = join(kept, 'known.json');
  const file = openLastLine(notePath, { limitBytes: NOTE_LIMIT, isDurable: false });
  let noted: BigIntStats | undefined;
  const note = (): void => {
    noted = undefined;
    try {
      const now = statOf(history);
      if (now === undefined) return;
      file.write(JSON.stringify(noteOf(now)));
      noted = now;
    } catch {
      // A note that stays would report our own row as foreign.
      forget(notePath);
    }
  };
  const unknown = (): UnknownRows => {
    try {
      const [left, now] = [readNote(notePath), statOf(history)];
      if (left?.bootId !== bootIdentity()) return NOTHING;
      if (now === undefined) return { rows: [], isCut: true };
      if (left.inode !== now.ino.toString()) return NOTHING;
      const isCut = now.size < BigInt(left.size);
      return isCut ? { rows: [], isCut } : { rows: rowsFrom(history, Number(left.size)), isCut };
    } catch {
      return NOTHING;
    }
  };
  /** Nothing was appended since this process wrote the note: it need not be read. */
  const isAsNoted = (): boolean => {
    const now = noted === undefined ? undefined : statOf(history);
    return now !== undefined && now.ino === noted?.ino && now.size === noted.size;
  };
  return {
    note,
    unknown,
    append: (write) => {
      const { rows, isCut } = isAsNoted() ? NOTHING : unknown();
      const written = write();
      if (rows.length === 0 && !isCut) note();
      return written;
    },
  };
}

function noteOf(stat: BigIntStats): DataOf<typeof noteSchema> {
  return { bootId: bootIdentity(), inode: stat.ino.toString(), size: stat.size.toString() };
}

function readNote(path: string): DataOf<typeof noteSchema> | undefined {
  const reading = readRegular(path, NOTE_LIMIT);
  if (reading.kind !== 'file') return undefined;
  return lastLineOf(reading.bytes.toString(), (line) => readJson(noteSchema, line));
}

function rowsFrom(history: string, offset: number): UnknownRows['rows'] {
  return readFrom(history, offset)
    .toString()
    .split('\n')
    .map(readRow)
    .flatMap((reading) => (reading.kind === 'row' ? [reading.row] : []));
}

function statOf(path: string): BigIntStats | undefined {
  return statSync(path, { throwIfNoEntry: false, bigint: true });
}
