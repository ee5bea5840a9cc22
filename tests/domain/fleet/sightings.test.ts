import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSightings } from '../../../src/domain/fleet/sightings.ts';

const HEARTBEAT = 900;

/** Looks every 100, and tells at which of them a sweep is allowed. */
function allowed(looks: readonly (number | 'missed')[], upSince = 0): readonly number[] {
  const sightings = openSightings(HEARTBEAT);
  return looks.flatMap((now) => {
    if (now === 'missed') sightings.missed();
    return now !== 'missed' && sightings.note({ now, upSince }) ? [now] : [];
  });
}

const every100 = (from: number, to: number) =>
  Array.from({ length: (to - from) / 100 + 1 }, (_, n) => from + n * 100);

test('allows a sweep after a whole heartbeat of looks', () => {
  expect(allowed(every100(1000, 2200))).toEqual([2000, 2100, 2200]);
});

test('counts from the start of the database', () => {
  expect(allowed(every100(1000, 2800), 1700)).toEqual([2700, 2800]);
});

test('begins again after a look that failed, a gap, or a clock that went back', () => {
  expect(allowed([...every100(1000, 2000), 'missed', ...every100(2100, 3000)])).toEqual([2000]);
  expect(allowed([...every100(1000, 1800), ...every100(2200, 3100)])).toEqual([]);
  expect(allowed([...every100(1000, 1900), ...every100(1400, 2300)])).toEqual([]);
});

test('allows none within a heartbeat of any failure', () => {
  const look = fc.oneof(fc.constant('missed' as const), fc.integer({ min: 0, max: 600 }));
  fc.assert(
    fc.property(fc.array(look, { maxLength: 40 }), (steps) => {
      const sightings = openSightings(HEARTBEAT);
      let now = 10_000;
      let lastTrouble = now;
      for (const step of steps) {
        if (step === 'missed') {
          sightings.missed();
          continue;
        }
        now += step;
        if (step > HEARTBEAT / 3) lastTrouble = now;
        const isAllowed = sightings.note({ now, upSince: 0 });
        if (isAllowed) expect(now - lastTrouble).toBeGreaterThan(HEARTBEAT);
      }
    }),
  );
});
