import type { Zone } from './said-zone.ts';

/** A clock on a wall: its year, month (0–11), day, hour and minute. */
type Wall = readonly [year: number, month: number, day: number, hour: number, minute: number];
export type Time = readonly [hour: number, minute: number];

/** A day as a CLI names it. */
export interface NamedDay {
  /** Its first three letters. */
  readonly month: string;
  readonly day: number;
  /** Without one it is the next such day, or one of the last 24 hours. */
  readonly year: number | undefined;
}

export const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const WEEKDAYS = 'sun mon tue wed thu fri sat'.split(' ');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The CLIs print whole minutes: a time this little past is this one, not tomorrow's. */
const JUST_PASSED_MS = 5 * MINUTE_MS;

/** A time on a clock of twelve hours; undefined for one that it does not show. */
export function clockTime(hour: number, minute: number, isAfternoon: boolean): Time | undefined {
  if (hour < 1 || hour > 12 || minute > 59) return undefined;
  return [(hour % 12) + (isAfternoon ? 12 : 0), minute];
}

/**
 * When the clocks of a zone (undefined: the local one) next show a time, in epoch milliseconds; a
 * minute from now when they have just done so. Where they show it twice in a night, the first that
 * is ahead. Throws a RangeError for a zone that is unknown.
 */
export function nextAt(time: Time, now: number, zone: Zone): number {
  const [year, month, day] = wallAt(now, zone);
  const instants = [-1, 0, 1].flatMap((days) =>
    instantsOf([year, month, day + days, ...time], zone),
  );
  const ahead = instants.find((at) => at > now) ?? now + DAY_MS;
  const hasJustPassed = instants.some((at) => at <= now && now - at < JUST_PASSED_MS);
  // What comes again within the hour is the second of two: it has not passed.
  return hasJustPassed && ahead - now > HOUR_MS ? now + MINUTE_MS : ahead;
}

/** When the clocks of a zone show a time on a day; undefined for a day that no calendar has. */
export function onDate(
  { month, day, year }: NamedDay,
  time: Time,
  { now, zone }: { readonly now: number; readonly zone: Zone },
): number | undefined {
  const index = MONTHS.indexOf(month.toLowerCase());
  if (index < 0 || day < 1 || day > daysOf(index, year)) return undefined;
  const inYear = (wanted: number): number => {
    const instants = instantsOf([wanted, index, day, ...time], zone);
    return instants.find((at) => at > now) ?? instants.at(-1) ?? now;
  };
  if (year !== undefined) return inYear(year);
  const [thisYear] = wallAt(now, zone);
  const at = inYear(thisYear);
  return at > now - DAY_MS ? at : inYear(thisYear + 1);
}

/** A leap year may be meant where none is named. */
function daysOf(month: number, year = 2000): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** When the clocks of a zone show a time on the next such weekday, or so many days from today. */
export function onWeekday(
  day: string | number,
  time: Time,
  { now, zone }: { readonly now: number; readonly zone: Zone },
): number {
  const [year, month, date] = wallAt(now, zone);
  const today = new Date(Date.UTC(year, month, date)).getUTCDay();
  const days =
    typeof day === 'number' ? day : (WEEKDAYS.indexOf(day.toLowerCase()) - today + 7) % 7;
  const on = (from: number): number | undefined =>
    instantsOf([year, month, date + from, ...time], zone).find((at) => at > now - JUST_PASSED_MS);
  return Math.max(on(days) ?? on(days + (typeof day === 'number' ? 1 : 7)) ?? now, now + MINUTE_MS);
}

/**
 * The instants at which a zone's clocks show that, in order: two where they are set back over it.
 * Where they are set forward over it, the one that clocks which were not would show it at.
 */
function instantsOf(wall: Wall, zone: Zone): readonly number[] {
  const asUtc = Date.UTC(...wall);
  const [before, after] = [offsetAt(asUtc - DAY_MS, zone), offsetAt(asUtc + DAY_MS, zone)];
  const instants = [...new Set([asUtc - before, asUtc - after])]
    .filter((at) => Date.UTC(...wallAt(at, zone)) === asUtc)
    .sort((one, other) => one - other);
  return instants.length > 0 ? instants : [asUtc - before];
}

function offsetAt(instant: number, zone: Zone): number {
  const wholeMinute = Math.floor(instant / MINUTE_MS) * MINUTE_MS;
  return Date.UTC(...wallAt(wholeMinute, zone)) - wholeMinute;
}

/** The wall time of a zone at an instant. */
function wallAt(instant: number, zone: Zone): Wall {
  const date = new Date(instant);
  if (typeof zone === 'number') {
    const there = new Date(instant + zone * MINUTE_MS);
    const day = [there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate()] as const;
    return [...day, there.getUTCHours(), there.getUTCMinutes()];
  }
  if (zone === undefined) {
    const day = [date.getFullYear(), date.getMonth(), date.getDate()] as const;
    return [...day, date.getHours(), date.getMinutes()];
  }
  const shown = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(shown.find((it) => it.type === type)?.value);
  return [part('year'), part('month') - 1, part('day'), part('hour'), part('minute')];
}
