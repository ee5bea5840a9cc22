import { saidZone } from './said-zone.ts';
import {
  clockTime,
  MONTHS,
  type NamedDay,
  nextAt,
  onDate,
  onWeekday,
  type Time,
} from './wall-time.ts';

const MINUTE_MS = 60_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  w: 10_080 * MINUTE_MS,
  d: 1440 * MINUTE_MS,
  h: 60 * MINUTE_MS,
  m: MINUTE_MS,
  s: 1000,
};
const UNIT = String.raw`(?:w(?:eeks?)?|d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)\b`;
const AMOUNT = String.raw`(?:\d{1,6}(?:\.\d{1,3})?|an?)\s*${UNIT}`;
/** "3 days 4 hours and 5 minutes", "2h 30m", "2h30m", "an hour". */
const WAIT = new RegExp(
  String.raw`^in\s+(?:about\s+|~\s*)?((?:\d{1,6}[wdhm](?=\d)|${AMOUNT}(?:,?\s*(?:and\s+)?(?=\d|an?\s))?)+|less than a minute)`,
  'i',
);
const PART = /(\d+(?:\.\d+)?|\ban?\s)\s*([wdhms])/gi;

const EPOCH = /^(?:at\s+)?(\d{13}|\d{10})(?![\d:])/i;
const ISO =
  /^(?:(?:at|on)\s+)?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|UTC|[+-]\d\d:?\d\d)/i;

const MONTH =
  '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\\b\\.?';
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';
const YEAR = '(?:,?\\s+(\\d{4}))?';
const WEEKDAY = '(sun|mon|tue|wed|thu|fri|sat)(?:s?day|nesday|urday|r?s|r(?:sday)?)?\\b\\.?';
const DATES = [
  `(?:${WEEKDAY},?\\s+)?${MONTH}\\s+${DAY}${YEAR}`,
  `(?:${WEEKDAY},?\\s+)?${DAY}\\s+${MONTH}${YEAR}`,
  `(?:(?:next|this)\\s+)?${WEEKDAY}`,
  '(today|tonight|tomorrow)',
  '(\\d{4})-(\\d\\d)-(\\d\\d)',
].map((date) => new RegExp(`^(?:(?:at|on)\\s+)?${date}(?:T(?=\\d)|,\\s*|\\s+)(?:at\\s+)?`, 'i'));

const CLOCK =
  /^(?:(?:at|after|by|around)\s+)?(?:(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*([ap])\.?m\b\.?|(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d{1,9})?)?(?![\d:]|\s*[ap]\.?m\b)|(noon|midnight)\b)/i;
/** In brackets any name; without them, known names only. */
const ZONE =
  /^\s*(?:\(([^)]+)\)|((?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-](?:0\d|1[0-4]):?\d{2}|Z|[A-Z]{2,5}|[A-Z]\w+(?:\/\w+)+)(?![\w/]))/;

/** The first time behind such words. */
export function timeBehind(words: RegExp, text: string, now: number): number | undefined {
  for (const match of text.matchAll(words)) {
    const time = saidTime(text.slice(match.index + match[0].length), now);
    if (time !== undefined) return time;
  }
  return undefined;
}

/**
 * The time that a text begins with, as a CLI says when a limit is lifted ("in 2h 30m", "Mon, 5am (UTC)", "at 15:00",
 * "Dec 3rd, 2026 7:43 PM", an ISO date, epoch seconds), in epoch milliseconds. A time without a zone is local.
 * Undefined where it begins with none, or names an unknown zone.
 */
function saidTime(text: string, now: number): number | undefined {
  const wait = WAIT.exec(text)?.[1];
  if (wait !== undefined) return now + waitMs(wait);
  const epoch = EPOCH.exec(text)?.[1];
  if (epoch !== undefined) return Number(epoch) * (epoch.length > 10 ? 1 : 1000);
  const [, day, time, offset] = ISO.exec(text) ?? [];
  if (day !== undefined)
    return isoTime(`${day}T${time}${offset?.toUpperCase() === 'UTC' ? 'Z' : offset}`);
  for (const [at, date] of DATES.entries()) {
    const match = date.exec(text);
    if (match !== null) return atClock(text.slice(match[0].length), now, dayOf(at, match));
  }
  return atClock(text, now, undefined);
}

function isoTime(text: string): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

function waitMs(wait: string): number {
  let total = 0;
  for (const [, amount = '', unit = ''] of wait.matchAll(PART)) {
    total += (/^a/i.test(amount) ? 1 : Number(amount)) * (UNIT_MS[unit.toLowerCase()] ?? 0);
  }
  // Without a number, or with a nought, it is less than a minute away.
  return total > 0 ? total : MINUTE_MS;
}

type SaidDay =
  | { readonly kind: 'date'; readonly date: NamedDay }
  | { readonly kind: 'weekday'; readonly name: string }
  | { readonly kind: 'days'; readonly days: number };

function dayOf(
  form: number,
  [, first = '', second = '', third = '', year]: RegExpExecArray,
): SaidDay {
  if (form === 2) return { kind: 'weekday', name: first };
  if (form === 3) return { kind: 'days', days: first.toLowerCase() === 'tomorrow' ? 1 : 0 };
  if (form === 4) {
    const [month, day] = [MONTHS[Number(second) - 1] ?? '', Number(third)];
    return { kind: 'date', date: { month, day, year: Number(first) } };
  }
  const [month, day] = form === 0 ? [second, third] : [third, second];
  return {
    kind: 'date',
    date: { month, day: Number(day), year: year === undefined ? undefined : Number(year) },
  };
}

function atClock(text: string, now: number, day: SaidDay | undefined): number | undefined {
  const clock = CLOCK.exec(text);
  const time = clock === null ? undefined : timeOf(clock);
  if (clock === null || time === undefined) return undefined;
  const zone = zoneBehind(text.slice(clock[0].length), now);
  if (zone === null) return undefined;
  switch (day?.kind) {
    case undefined:
      return nextAt(time, now, zone);
    case 'weekday':
      return onWeekday(day.name, time, { now, zone });
    case 'days':
      return onWeekday(day.days, time, { now, zone });
    case 'date':
      return onDate(day.date, time, { now, zone });
  }
}

function timeOf([, hour, minute = '0', half, hour24, minute24, word]: RegExpExecArray):
  Time | undefined {
  if (word !== undefined) return word.toLowerCase() === 'noon' ? [12, 0] : [0, 0];
  if (hour24 !== undefined) {
    const time = [Number(hour24), Number(minute24)] as const;
    return time[0] < 24 && time[1] < 60 ? time : undefined;
  }
  return clockTime(Number(hour), Number(minute), half?.toLowerCase() === 'p');
}

function zoneBehind(text: string, now: number): ReturnType<typeof saidZone> {
  const [, bracketed, bare] = ZONE.exec(text) ?? [];
  if (bracketed !== undefined) return saidZone(bracketed, now);
  return bare === undefined ? undefined : (saidZone(bare, now) ?? undefined);
}
