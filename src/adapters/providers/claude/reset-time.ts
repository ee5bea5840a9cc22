import { clockTime, nextAt, onDate } from '../wall-time.ts';

/** "resets 8:12am (UTC)", "resets 3pm", "resets Nov 25, 7am (Europe/Paris)". */
const RESETS =
  /\bresets?\s+(?:at\s+|on\s+)?(?:([a-z]{3})[a-z]*\s+(\d{1,2})(?:,?\s+(\d{4}))?(?:,|\s+at)?\s+)?(\d{1,2})(?::(\d{2}))?\s*([ap])m(?:\s*\(([^)]+)\))?/i;
/** "usage limit reached|1790164200", as old versions said it. */
const EPOCH = /\blimit reached\|(\d{9,13})\b/i;

/**
 * The reset that an error text names, in epoch milliseconds; a time without a zone is local time.
 * Undefined when it names none or an unknown zone.
 */
export function resetTime(text: string, now: number): number | undefined {
  const epoch = EPOCH.exec(text)?.[1];
  if (epoch !== undefined) return Number(epoch) * (epoch.length > 10 ? 1 : 1000);
  const match = RESETS.exec(text);
  if (match === null) return undefined;
  const [, month, day, year, hour, minute = '0', half = '', zone] = match;
  const time = clockTime(Number(hour), Number(minute), half.toLowerCase() === 'p');
  if (time === undefined) return undefined;
  try {
    if (month === undefined) return nextAt(time, now, zone);
    const date = { month, day: Number(day), year: year === undefined ? undefined : Number(year) };
    return onDate(date, time, { now, zone });
  } catch {
    // Intl throws on a zone it does not know.
    return undefined;
  }
}
