import { describe, expect, it } from 'vitest';
import { resetTime } from '../../../src/adapters/providers/claude/reset-time.ts';
import { retryTime } from '../../../src/adapters/providers/codex/retry-time.ts';
import { inZone } from './time-zones.ts';

/** A Monday, noon in Berlin. */
const NOW = Date.parse('2026-11-30T11:00:30Z');

function saidAt(words: string, { zone = 'Europe/Berlin', now = NOW } = {}): string | undefined {
  const read = (by: typeof resetTime, text: string): string | undefined => {
    const time = inZone(zone, () => by(text, now));
    return time === undefined
      ? undefined
      : new Date(time).toISOString().replace(/:\d\d\.000Z$/, 'Z');
  };
  const claude = read(resetTime, `You've hit your weekly limit · resets ${words}`);
  expect(read(retryTime, `You’ve hit your usage limit. Upgrade, or try again ${words}.`)).toBe(
    claude,
  );
  return claude;
}

describe('the time that a limit text of either CLI names', () => {
  it.each([
    ['Mon 5am', '2026-12-07T04:00Z'],
    ['Monday, 5pm', '2026-11-30T16:00Z'],
    ['on Sunday at 9am (UTC)', '2026-12-06T09:00Z'],
    ['next Tue at 5:30pm (America/New_York)', '2026-12-01T22:30Z'],
    ['tomorrow at 9am', '2026-12-01T08:00Z'],
    ['tonight at 11:30pm', '2026-11-30T22:30Z'],
    ['Wednesday 5pm', '2026-12-02T16:00Z'],
    ['Thurs 5pm', '2026-12-03T16:00Z'],
    ['saturday 5pm', '2026-12-05T16:00Z'],
    ['today, 8am', '2026-12-01T07:00Z'],
  ])('%s: by its day', (words, expected) => {
    expect(saidAt(words)).toBe(expected);
  });

  it.each([
    ['Dec 3, 5pm (UTC)', '2026-12-03T17:00Z'],
    ['on December 3rd at 17:00 (UTC)', '2026-12-03T17:00Z'],
    ['3 Dec 2026, 5 p.m.', '2026-12-03T16:00Z'],
    ['Thursday, Dec. 3, 5pm', '2026-12-03T16:00Z'],
    ['at 2026-12-03T17:00:00+02:00', '2026-12-03T15:00Z'],
    ['2026-12-03 17:00 UTC', '2026-12-03T17:00Z'],
    ['at 2026-12-03T17:00:00', '2026-12-03T16:00Z'],
    ['2026-12-03T17:00:00.123', '2026-12-03T16:00Z'],
    ['2026-12-03 17:00', '2026-12-03T16:00Z'],
    ['on 2026-12-03 at 5pm (America/New_York)', '2026-12-03T22:00Z'],
    ['September 3rd at 5pm', '2027-09-03T15:00Z'],
    ['Sept. 3, 5pm', '2027-09-03T15:00Z'],
    ['at 1796317200', '2026-12-03T17:00Z'],
    ['at 1796317200000', '2026-12-03T17:00Z'],
  ])('%s: by its date', (words, expected) => {
    expect(saidAt(words)).toBe(expected);
  });

  it.each([
    ['in 3 hours', 180],
    ['in about 2 hours', 120],
    ['in 2h 30m', 150],
    ['in 2h30m', 150],
    ['in 1 day, 3 hours and 5 mins', 27 * 60 + 5],
    ['in 3 days and 4 hours', 76 * 60],
    ['in an hour', 60],
  ])('%s: by a wait', (words, minutes) => {
    expect(saidAt(words, { now: NOW - 30_000 })).toBe(
      new Date(NOW - 30_000 + minutes * 60_000).toISOString().replace(':00.000Z', 'Z'),
    );
  });

  it.each([
    ['at 15:00', '2026-11-30T14:00Z'],
    ['00:30', '2026-11-30T23:30Z'],
    ['at midnight', '2026-11-30T23:00Z'],
    ['noon (UTC)', '2026-11-30T12:00Z'],
  ])('%s: by a clock of 24 hours', (words, expected) => {
    expect(saidAt(words)).toBe(expected);
  });

  it.each([
    ['5pm UTC', '2026-11-30T17:00Z'],
    ['5pm (GMT+2)', '2026-11-30T15:00Z'],
    ['5pm (UTC-05:30)', '2026-11-30T22:30Z'],
    ['5pm EST', '2026-11-30T22:00Z'],
    ['5pm PT', '2026-12-01T01:00Z'],
    ['5pm Europe/London', '2026-11-30T17:00Z'],
    ['15:00+02:00', '2026-11-30T13:00Z'],
    ['15:00 -0500', '2026-11-30T20:00Z'],
    ['15:00Z', '2026-11-30T15:00Z'],
  ])('%s: in that zone', (words, expected) => {
    expect(saidAt(words)).toBe(expected);
  });

  it('is the local one of two zones with one abbreviation, else the later', () => {
    expect(saidAt('5pm (IST)', { zone: 'Asia/Kolkata' })).toBe('2026-11-30T11:30Z');
    expect(saidAt('5pm (IST)', { zone: 'Asia/Tokyo' })).toBe('2026-11-30T16:00Z');
    expect(saidAt('5pm (CST)', { zone: 'Asia/Shanghai' })).toBe('2026-12-01T09:00Z');
    expect(saidAt('5pm (CST)')).toBe('2026-11-30T23:00Z');
  });

  it('follows clocks that are set in the night of a weekday', () => {
    // Saturday evening; the clocks go back on Sunday, and forward over 2:30 in spring.
    const autumn = { now: Date.parse('2026-10-24T20:00:00Z') };
    expect(saidAt('Sun 2:30am', autumn)).toBe('2026-10-25T00:30Z');
    expect(saidAt('Sun 7am', autumn)).toBe('2026-10-25T06:00Z');
    expect(saidAt('tomorrow 2:30am', { now: Date.parse('2026-03-28T20:00:00Z') })).toBe(
      '2026-03-29T01:30Z',
    );
  });

  it.each([
    '5pm (Nowhere/Land)',
    'Feb 30, 5pm',
    'Mon',
    'Dec 3',
    'at 24:30',
    'at 17:99',
    'Foo 5am',
    'monthly at 12am',
    'decently 3, 5pm',
    'at 2026-13-03T17:00:00',
    'in a while',
    'at 2026-13-03T17:00:00Z',
    '12345',
  ])('%j is none', (words) => {
    expect(saidAt(words)).toBeUndefined();
  });

  it('is found behind words without one, in linear time', () => {
    expect(resetTime('try again later; your limit resets 5pm (UTC)', NOW)).toBe(
      Date.parse('2026-11-30T17:00:00Z'),
    );
    const long = 'resets in 1h ' + '1h '.repeat(200_000);
    expect(resetTime(long, NOW)).toBeGreaterThan(NOW);
    expect(resetTime('resets '.repeat(100_000), NOW)).toBeUndefined();
  });
});
