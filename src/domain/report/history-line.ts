import { type HistoryEntry, historyEntry } from '../session/history-entry.ts';
import { type ForeignRow, readRow, type Row } from '../session/row.ts';

/** One line of the history: a row of ours, or one of the Python tool. */
export type HistoryLine =
  | { readonly kind: 'own'; readonly row: Row; readonly at: number | undefined }
  | {
      readonly kind: 'python';
      readonly row: ForeignRow;
      readonly entry: HistoryEntry;
      readonly at: number | undefined;
    };

/** Reads a line of the history; undefined for a truncated, empty or foreign line. Never throws. */
export function readHistoryLine(text: string): HistoryLine | undefined {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  const reading = trimmed === '' ? undefined : readRow(trimmed);
  if (reading === undefined || reading.kind === 'broken') return undefined;
  if (reading.kind === 'row') {
    return { kind: 'own', row: reading.row, at: localTime(reading.row.timestamp) };
  }
  const entry = historyEntry(trimmed, 1);
  if (entry === undefined) return undefined;
  return { kind: 'python', row: reading.row, entry, at: localTime(entry.timestamp ?? '') };
}

const STAMP = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?/;

/**
 * Epoch milliseconds of a row's `timestamp`, which is local time and says so nowhere; one that names
 * its zone is taken at its word. Undefined where it is none.
 */
export function localTime(text: string): number | undefined {
  const parts = STAMP.exec(text);
  if (parts === null) return undefined;
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return finite(Date.parse(text));
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return finite(new Date(year, month - 1, day, hour, minute, second).getTime());
}

function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined;
}
