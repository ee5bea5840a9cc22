import { expect, test } from 'vitest';
import { openLastingRefusals } from '../../../src/domain/fleet/lasting-refusals.ts';

const MINUTE = 60_000;

/** A machine that refuses projects at moments. */
function machine() {
  let now = 0;
  const lasting = openLastingRefusals(() => now);
  return (minute: number, why: string | undefined, config = '/a') => {
    now = minute * MINUTE;
    return lasting(config, why);
  };
}

test('a refusal of a project that the machine never could run is told at once', () => {
  const looks = machine();
  expect(looks(0, 'no CLI')).toBe('no CLI');
  expect(looks(1, 'no folder')).toBe('no folder');
});

test('a refusal of a project that the machine could run is told once it has lasted five minutes', () => {
  const looks = machine();
  expect(looks(0, undefined)).toBeUndefined();
  expect(looks(1, 'no CLI')).toBeUndefined();
  expect(looks(5.9, 'no CLI')).toBeUndefined();
  expect(looks(6, 'no CLI')).toBe('no CLI');
  expect(looks(7, 'no CLI')).toBe('no CLI');
});

test('a program that is there again in between begins the five minutes anew; each project has its own', () => {
  const looks = machine();
  looks(0, undefined);
  looks(1, 'no CLI');
  looks(3, undefined);
  expect(looks(6, 'no CLI')).toBeUndefined();
  expect(looks(6, 'no CLI', '/b')).toBe('no CLI');
  expect(looks(11, 'no CLI')).toBe('no CLI');
});
