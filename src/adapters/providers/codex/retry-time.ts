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
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** The CLI prints whole minutes: a time this little past is this one, not tomorrow's. */
const JUST_PASSED_MS = 5 * 60_000;
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
  return month === undefined
    ? nextAt(time, now)
    : onDate({ year: Number(year), month, day: Number(day) }, time);
}

function waitMs(wait: string): number {
  let total = 0;
  for (const [, amount, unit = ''] of wait.matchAll(PART)) {
    total += Number(amount) * (UNIT_MS[unit.toLowerCase()] ?? 0);
  }
  return Math.max(total, MINUTE_MS);
}

type Time = readonly [hour: number, minute: number];

function clockTime(hour: number, minute: number, isAfternoon: boolean): Time | undefined {
  if (hour < 1 || hour > 12 || minute > 59) return undefined;
  return [(hour % 12) + (isAfternoon ? 12 : 0), minute];
}

function nextAt(time: Time, now: number): number {
  const today = new Date(now);
  const at = today.setHours(...time, 0, 0);
  if (at > now) return at;
  if (now - at < JUST_PASSED_MS) return now + MINUTE_MS;
  // By the calendar, not by 24 hours: the clocks may change tonight.
  return today.setDate(today.getDate() + 1);
}

interface NamedDay {
  readonly year: number;
  readonly month: string;
  readonly day: number;
}

function onDate({ year, month, day }: NamedDay, time: Time): number | undefined {
  const index = MONTHS.indexOf(month.toLowerCase());
  if (index < 0 || day < 1 || day > 31) return undefined;
  return new Date(year, index, day, ...time).getTime();
}
