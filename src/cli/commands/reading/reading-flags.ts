import { parseSince } from '../../../domain/report/since.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';

/** A whole number of 1 and up; undefined where it was not given. */
export function readCount(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(count) && count > 0) return count;
  throw new UserError(`${flag} is "${value}"`, { hint: 'give a whole number, 1 or more' });
}

/** Epoch milliseconds; undefined where it was not given. */
export function readSince(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined;
  const since = parseSince(text, now);
  if (since !== undefined && since <= now.getTime()) return since;
  const what = since === undefined ? '' : ', which is still to come';
  throw new UserError(`--since is "${printable(text, 100)}"${what}`, {
    hint: 'give how long ago (12h, 2d), a time of day (22:30), or a day (2026-11-21, "2026-11-21 22:30")',
  });
}
