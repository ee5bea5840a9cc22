import { parseDuration } from '../text/duration.ts';
import { localTime } from './history-line.ts';

/**
 * Since when: a duration back from now (`12h`), a time of day (`22:30`, the last one that was), a day
 * (`2026-11-21`) or a day with its time, local. Undefined for anything else.
 */
export function parseSince(text: string, now: Date): number | undefined {
  const trimmed = text.trim();
  const duration = parseDuration(trimmed);
  if (duration !== undefined) return now.getTime() - duration;
  const [, hour, minute] = /^(\d{1,2}):(\d\d)$/.exec(trimmed) ?? [];
  if (hour === undefined || minute === undefined) return timeOn(trimmed);
  const at = (days: number): number | undefined =>
    timeOfDay(Number(hour), Number(minute), { now, days });
  const today = at(0);
  return today === undefined || today <= now.getTime() ? today : at(-1);
}

/** A local time, so many days after that of `now`; undefined: no day has it. */
export function timeOfDay(
  hour: number,
  minute: number,
  { now, days }: { readonly now: Date; readonly days: number },
): number | undefined {
  if (hour > 23 || minute > 59) return undefined;
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate() + days];
  return new Date(year, month, day, hour, minute).getTime();
}

/** A local day, with its time or from its start on. A 31st of February is none, although Date would make the 3rd of March of it. */
export function timeOn(given: string): number | undefined {
  const ms = localTime(/^\d{4}-\d\d-\d\d$/.test(given) ? `${given} 00:00` : given);
  const [, month, day] = /^\d{4}-(\d\d)-(\d\d)/.exec(given) ?? [];
  if (ms === undefined) return undefined;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(given) && given.length > 10;
  const is = new Date(ms);
  const isThat = is.getMonth() + 1 === Number(month) && is.getDate() === Number(day);
  return zoned || isThat ? ms : undefined;
}
