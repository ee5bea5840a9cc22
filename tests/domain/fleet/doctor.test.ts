import { expect, test } from 'vitest';
import { aboutFleet } from '../../../src/domain/fleet/doctor.ts';

const WELL = {
  ...{ version: '15.18', versionNumber: 150_018, clockOffsetMs: 200 },
  fleet: { heartbeatSeconds: 900, places: 4 },
};
const levels = (facts: Partial<Parameters<typeof aboutFleet>[0]>) =>
  aboutFleet({ ...WELL, ...facts }).map(({ about, level }) => [about, level]);

test('finds nothing wrong with a fleet that works', () => {
  expect(levels({})).toEqual([
    ['postgresql', 'ok'],
    ['clock', 'ok'],
    ['tables', 'ok'],
  ]);
});

test('names a clock that is off, an old server and missing tables, with what helps', () => {
  expect(levels({ clockOffsetMs: -3_600_000 })).toContainEqual(['clock', 'warn']);
  expect(levels({ versionNumber: 120_022 })).toContainEqual(['postgresql', 'bad']);
  expect(levels({ fleet: undefined })).toContainEqual(['tables', 'bad']);
  const [, clock] = aboutFleet({ ...WELL, clockOffsetMs: -3_600_000 });
  expect(clock?.text).toMatch(/3600 s behind/);
});
