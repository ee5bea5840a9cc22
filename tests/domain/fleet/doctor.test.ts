import { expect, test } from 'vitest';
import { aboutFleet } from '../../../src/domain/fleet/doctor.ts';
import { SCHEMA_VERSION } from '../../../src/domain/fleet/schema-version.ts';

const WELL = {
  ...{ version: '15.18', versionNumber: 150_018, clockOffsetMs: 200 },
  schema: SCHEMA_VERSION,
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
  expect(levels({ schema: undefined, fleet: undefined })).toContainEqual(['tables', 'bad']);
  const [, clock] = aboutFleet({ ...WELL, clockOffsetMs: -3_600_000 });
  expect(clock?.text).toMatch(/3600 s behind/);
});

test.each([
  [SCHEMA_VERSION - 1, 'an older samocode', 'samocode fleet init'],
  [SCHEMA_VERSION + 1, 'a newer samocode', 'install the samocode that the other machines'],
])('names tables of version %d, with what helps', (schema, text, cure) => {
  const [tables] = aboutFleet({ ...WELL, schema, fleet: undefined }).slice(-1);
  expect(tables).toMatchObject({ about: 'tables', level: 'bad' });
  expect(tables?.text).toContain(text);
  expect(tables?.cure).toContain(cure);
});
