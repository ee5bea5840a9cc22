import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSince } from '../../../src/domain/report/since.ts';

const NOW = new Date(2026, 10, 22, 7, 30, 0);
const local = (...parts: [number, number, number, number?, number?, number?]): number =>
  new Date(...parts).getTime();

test.each([
  ['12h', local(2026, 10, 21, 19, 30)],
  ['90', local(2026, 10, 22, 7, 28, 30)],
  ['1h30m', local(2026, 10, 22, 6, 0)],
  ['06:00', local(2026, 10, 22, 6, 0)],
  ['22:30', local(2026, 10, 21, 22, 30)],
  ['7:30', local(2026, 10, 22, 7, 30)],
  ['2026-11-21', local(2026, 10, 21)],
  [' 2026-11-21 22:05 ', local(2026, 10, 21, 22, 5)],
  ['2026-11-21T22:05:09', local(2026, 10, 21, 22, 5, 9)],
  ['2026-11-21T22:05:09Z', Date.UTC(2026, 10, 21, 22, 5, 9)],
])('%s is since %d', (text, ms) => {
  expect(parseSince(text, NOW)).toBe(ms);
});

test.each(['', 'yesterday', '-12', '25:00', '10:61', '2026-02-31', '2026-13-01', '26-11-21'])(
  '%j is no time',
  (text) => {
    expect(parseSince(text, NOW)).toBeUndefined();
  },
);

test('any text is a time or none, and never throws', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const since = parseSince(text, NOW);
      expect(since === undefined || Number.isFinite(since)).toBe(true);
    }),
  );
});
