import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/domain/text/duration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('parseDuration', () => {
  it.each([
    ['30m', 30 * MINUTE],
    ['8h', 8 * HOUR],
    ['90s', 90_000],
    ['2d', 48 * HOUR],
    ['1h30m', 90 * MINUTE],
    ['1d2h3m4s', 26 * HOUR + 3 * MINUTE + 4000],
    [' 1 H 05 min ', 65 * MINUTE],
    ['0', 0],
    ['90', 90_000],
    ['0h', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', ' ', '-1h', '1.5h', '1h30', '30m1h', '1e3s', '0x10s', 'h', '1w', '1ms', '1h 1h'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('refuses what no number holds exactly', () => {
    expect(parseDuration(`${'9'.repeat(400)}d`)).toBeUndefined();
    expect(parseDuration('9007199254740992s')).toBeUndefined();
  });

  it('never throws and gives a whole number that is not negative, or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseDuration(text);
        expect(ms === undefined || (Number.isSafeInteger(ms) && ms >= 0)).toBe(true);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [999, '0 s'],
    [-5, '0 s'],
    [45_900, '45 s'],
    [MINUTE, '1 min'],
    [5 * MINUTE + 3000, '5 min 03 s'],
    [65 * MINUTE, '1 h 05 min'],
    [51 * HOUR, '2 d 03 h'],
  ])('shows %d ms in the two largest units', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('is read again as the same time, cut to the smaller unit it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 24 * HOUR }), (ms) => {
        const unit = ms < HOUR ? 1000 : ms < 24 * HOUR ? MINUTE : HOUR;
        expect(parseDuration(formatDuration(ms))).toBe(ms - (ms % unit));
      }),
    );
  });
});
