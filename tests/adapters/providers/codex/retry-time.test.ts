import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryTime } from '../../../../src/adapters/providers/codex/retry-time.ts';
import { inZone } from '../time-zones.ts';

const at = (iso: string) => Date.parse(iso);
const iso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString().replace('.000Z', 'Z');
const said = (words: string) =>
  `You’ve hit your usage limit. Upgrade to Pro (https://x) or try again ${words}.`;

describe('when Codex says to try again', () => {
  it.each([
    ['UTC', '2026-11-22T06:00:00Z', '2026-11-22T07:43:00Z'],
    ['UTC', '2026-11-22T09:00:00Z', '2026-11-23T07:43:00Z'],
    ['America/New_York', '2026-11-22T06:00:00Z', '2026-11-22T12:43:00Z'],
    ['Asia/Kolkata', '2026-11-22T06:00:00Z', '2026-11-23T02:13:00Z'],
    ['Pacific/Kiritimati', '2026-11-22T06:00:00Z', '2026-11-22T17:43:00Z'],
    // The clocks go back at 3:00 that night: 25 hours, not 24.
    ['Europe/Berlin', '2026-10-24T07:00:00Z', '2026-10-25T06:43:00Z'],
  ])('a clock time is the next one in %s from %s', (zone, now, expected) => {
    expect(inZone(zone, () => iso(retryTime(said('at 7:43 AM'), at(now))))).toBe(expected);
  });

  it('a date is that day in local time', () => {
    const text = said('at Nov 23rd, 2026 7:43 PM');
    const now = at('2026-11-22T06:00:00Z');
    expect(inZone('UTC', () => iso(retryTime(text, now)))).toBe('2026-11-23T19:43:00Z');
    expect(inZone('Asia/Tokyo', () => iso(retryTime(text, now)))).toBe('2026-11-23T10:43:00Z');
  });

  it.each([
    ['12:00 AM', 0, 0],
    ['12:30 PM', 12, 30],
    ['1:05 AM', 1, 5],
    ['11:50\u202fPM', 23, 50],
    ['3:07 p.m', 15, 7],
  ])('%s is read as on a clock of twelve hours', (words, hour, minute) => {
    const now = new Date(2026, 10, 21, 23, 59, 30).getTime();
    const time = new Date(retryTime(said(`at ${words}`), now) ?? 0);
    expect([time.getDate(), time.getHours(), time.getMinutes()]).toEqual([22, hour, minute]);
  });

  it('a minute that has just begun is this one, and tried again in a minute', () => {
    const now = new Date(2026, 10, 22, 7, 43, 20).getTime();
    expect(retryTime(said('at 7:43 AM'), now)).toBe(now + 60_000);
  });

  it.each([
    ['in 3 hours 5 minutes', 185],
    ['in 2 days 1 hour', 49 * 60],
    ['in 1 day, 2 hours and 3 minutes', 26 * 60 + 3],
    ['in 45 seconds', 0.75],
    ['in 0 minutes', 1],
    ['in less than a minute', 1],
    ['in 90 minutes', 90],
  ])('%s is counted from now', (words, minutes) => {
    expect(retryTime(said(words), 1000)).toBe(1000 + minutes * 60_000);
  });

  it.each(['later', 'at 13:00 AM', 'at 7:60 AM', 'at Foo 3rd, 2026 7:43 AM', 'in a while', ''])(
    '%j gives no time',
    (words) => {
      expect(retryTime(said(words), 0)).toBeUndefined();
    },
  );

  it('gives a time ahead within a day for every clock time, whatever the time is now', () => {
    const clock = fc.record({
      hour: fc.integer({ min: 1, max: 12 }),
      minute: fc.integer({ min: 0, max: 59 }),
      half: fc.constantFrom('AM', 'PM'),
    });
    fc.assert(
      fc.property(clock, fc.integer({ min: 0, max: 4e12 }), ({ hour, minute, half }, now) => {
        const time =
          retryTime(said(`at ${hour}:${String(minute).padStart(2, '0')} ${half}`), now) ?? 0;
        expect(time - now).toBeGreaterThan(0);
        // Twenty-five hours where the clocks go back.
        expect(time - now).toBeLessThanOrEqual(25 * 3_600_000);
      }),
    );
  });
});
