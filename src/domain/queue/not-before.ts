import { timeOfDay, timeOn } from '../report/since.ts';
import { parseDuration } from '../text/duration.ts';

/**
 * When a session may start: in a duration (`2h`), at a time of day (`22:30`, the next one that comes), or on a
 * day at a time (`2026-11-30 22:30`), local. Epoch milliseconds; undefined for anything else.
 */
export function parseNotBefore(text: string, now: Date): number | undefined {
  const trimmed = text.trim();
  const duration = parseDuration(trimmed);
  if (duration !== undefined) return now.getTime() + duration;
  const [, hour, minute] = /^(\d{1,2}):(\d\d)$/.exec(trimmed) ?? [];
  if (hour === undefined || minute === undefined) return timeOn(trimmed);
  const at = (days: number): number | undefined =>
    timeOfDay(Number(hour), Number(minute), { now, days });
  const today = at(0);
  return today === undefined || today >= now.getTime() ? today : at(1);
}
