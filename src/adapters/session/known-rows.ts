import * as z from 'zod/mini';
import { statSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { forget } from '../disk/entries.ts';
import { readFrom, readRegular } from '../disk/regular-file.ts';
import { writeFresh } from '../disk/write-file.ts';
import type { UnknownRows } from '../../app/ports/record.ts';
import { readRow } from '../../domain/session/row.ts';
import { readJson, type DataOf } from '../../domain/text/read-json.ts';
import { machineIdentity } from './machine.ts';

/** Decimal numbers as text: an inode may be larger than a double holds. */
const noteSchema = z.object({ bootId: z.string(), inode: z.string(), size: z.string() });
const NOTE_LIMIT = 1024;

/** How far samocode itself has written a history, kept outside of the session. */
export interface KnownRows {
  /** All that the history holds now is known. Never throws: without a note nothing is compared. */
  note(): void;
  /** Appends what samocode writes; rows of somebody else before it stay unknown. */
  append<T>(write: () => T): T;
  /** What was appended since; nothing where there is no note of this history in this boot. */
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
  const note = (): void => {
    try {
      const now = statOf(history);
      if (now !== undefined) writeFresh(notePath, JSON.stringify(noteOf(now)), { sync: false });
    } catch {
      // One that stays would name our own row as somebody else's.
      forget(notePath);
    }
  };
  const unknown = (): UnknownRows => {
    try {
      const [noted, now] = [readNote(notePath), statOf(history)];
      if (noted?.bootId !== machineIdentity().bootId) return NOTHING;
      if (now === undefined) return { rows: [], isCut: true };
      if (noted.inode !== now.ino.toString()) return NOTHING;
      const isCut = now.size < BigInt(noted.size);
      return isCut ? { rows: [], isCut } : { rows: rowsFrom(history, Number(noted.size)), isCut };
    } catch {
      return NOTHING;
    }
  };
  return {
    note,
    unknown,
    append: (write) => {
      const { rows, isCut } = unknown();
      const written = write();
      if (rows.length === 0 && !isCut) note();
      return written;
    },
  };
}

function noteOf(stat: BigIntStats): DataOf<typeof noteSchema> {
  const { bootId } = machineIdentity();
  return { bootId, inode: stat.ino.toString(), size: stat.size.toString() };
}

function readNote(path: string): DataOf<typeof noteSchema> | undefined {
  const reading = readRegular(path, NOTE_LIMIT);
  return reading.kind === 'file' ? readJson(noteSchema, reading.bytes.toString()) : undefined;
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
