import { clockTime, nextAt, onDate } from '../wall-time.ts';

/** "try again at 7:43 AM", "try again at Nov 23rd, 2026 7:43 AM": local time, to the minute. */
const AT =
  /\btry again at\s+(?:([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}),?\s+(?:at\s+)?)?(\d{1,2}):(\d{2})\s*([ap])\.?m\b/i;
/** "try again in 3 days 4 hours 5 minutes", "in 1 hour", "in less than a minute". */
const IN =
  /\btry again in\s+((?:(?:and\s+)?\d{1,4}\s*(?:day|hour|minute|second)s?,?\s*)+|less than a minute)/i;
const PART = /(\d{1,4})\s*(day|hour|minute|second)/gi;

const UNIT_MS: Readonly<Record<string, number>> = {
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
};
const MINUTE_MS = 60_000;

/**
 * When the text says to try again, in epoch milliseconds; clock times are read in the local time
 * zone, as the CLI writes them. Undefined when it does not say ("try again later").
 */
export function retryTime(text: string, now: number): number | undefined {
  const wait = IN.exec(text)?.[1];
  if (wait !== undefined) return now + waitMs(wait);
  const match = AT.exec(text);
  if (match === null) return undefined;
  const [, month, day, year, hour, minute, half] = match;
  const time = clockTime(Number(hour), Number(minute), half === 'p' || half === 'P');
  if (time === undefined) return undefined;
  if (month === undefined) return nextAt(time, now, undefined);
  const date = { month, day: Number(day), year: Number(year) };
  return onDate(date, time, { now, zone: undefined });
}

function waitMs(wait: string): number {
  let total = 0;
  for (const [, amount, unit = ''] of wait.matchAll(PART)) {
    total += Number(amount) * (UNIT_MS[unit.toLowerCase()] ?? 0);
  }
  // Without a number, or with a nought, it is less than a minute away.
  return total > 0 ? total : MINUTE_MS;
}
