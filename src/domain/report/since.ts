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
  if (hour !== undefined && minute !== undefined) {
    return lastTimeOfDay(Number(hour), Number(minute), now);
  }
  if (/^\d{4}-\d\d-\d\d$/.test(trimmed)) return exactly(trimmed, `${trimmed} 00:00`);
  return exactly(trimmed, trimmed);
}

function lastTimeOfDay(hour: number, minute: number, now: Date): number | undefined {
  if (hour > 23 || minute > 59) return undefined;
  const at = (daysBack: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack, hour, minute).getTime();
  return at(0) <= now.getTime() ? at(0) : at(1);
}

/** A 31st of February is no day, although Date would make the 3rd of March of it. */
function exactly(given: string, text: string): number | undefined {
  const ms = localTime(text);
  const [, month, day] = /^\d{4}-(\d\d)-(\d\d)/.exec(given) ?? [];
  if (ms === undefined) return undefined;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(given) && given.length > 10;
  const is = new Date(ms);
  const isThat = is.getMonth() + 1 === Number(month) && is.getDate() === Number(day);
  return zoned || isThat ? ms : undefined;
}
