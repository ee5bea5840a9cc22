import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeScale } from '../../../src/domain/report/scale.ts';

const HOUR = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

test('without long waits it is linear', () => {
  const { place } = timeScale({ from: 0, to: 4 * HOUR, waits: [] });
  expect([0, HOUR, 4 * HOUR].map(place)).toEqual([0, 0.25, 1]);
});

test('a weekend of waiting leaves most of the drawing to the work around it', () => {
  const waits = [{ startedAt: iso(2 * HOUR), ms: 60 * HOUR }];
  const { place } = timeScale({ from: 0, to: 64 * HOUR, waits });
  expect(place(62 * HOUR) - place(2 * HOUR)).toBeLessThan(0.25);
  expect(place(64 * HOUR)).toBe(1);
});

test('later is never further left, and all is within the drawing', () => {
  const times = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(times, fc.array(fc.integer({ min: -10, max: 1100 })), (marks, asked) => {
      const sorted = [...marks].sort((one, other) => one - other).map((mark) => mark * 60_000);
      const waits = sorted.slice(1).flatMap((end, at) => {
        const start = sorted[at] ?? 0;
        return at % 2 === 0 && end > start ? [{ startedAt: iso(start), ms: end - start }] : [];
      });
      const { place } = timeScale({ from: sorted[0] ?? 0, to: sorted.at(-1) ?? 0, waits });
      const places = [...asked].sort((one, other) => one - other).map((at) => place(at * 60_000));
      for (const [at, here] of places.entries()) {
        expect(here).toBeGreaterThanOrEqual(places[at - 1] ?? 0);
        expect(here).toBeLessThanOrEqual(1);
      }
    }),
  );
});
