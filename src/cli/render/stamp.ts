import { printable } from '../../domain/text/printable.ts';
import { rowTimestamp } from '../../domain/text/timestamps.ts';

/** Local date and time to the second. */
export function clock(ms: number): string {
  return rowTimestamp(new Date(ms));
}

/** Begins a line of a log file that several runs append to: local date and time, and the session. */
export function stampOf(session: string | undefined): string {
  return `${rowTimestamp(new Date())} ${printable(session ?? 'samocode')}:`;
}

/** The text with the stamp before each of its lines. */
export function stampLines(text: string, session: string | undefined): string {
  const stamp = stampOf(session);
  return text.replace(/^(?=.)/gm, `${stamp} `);
}
