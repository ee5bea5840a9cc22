import { expect, test } from 'vitest';
import {
  type CarriedMeta,
  listed,
  lostRef,
  metaText,
  readMeta,
  stateRef,
} from '../../../src/domain/fleet/carried-state.ts';

const META: Omit<CarriedMeta, 'v'> = {
  ...{ session: '26-01-01-it', iteration: 3, phase: 'testing', branch: 'it' },
  ...{ head: 'a'.repeat(40), base: { name: 'trunk', commit: 'b' }, machine: 'm', run: 'r' },
  ...{ at: '2026-01-01T00:00:00.000Z', withheld: [], moreWithheld: 0 },
};

test('the facts of a state are read as they were written', () => {
  expect(readMeta(metaText(META))).toEqual({ kind: 'meta', meta: { v: 1, ...META } });
});

test('a state of a later version is known as such, and other text is no state', () => {
  expect(readMeta('{"v":2}')).toEqual({ kind: 'newer' });
  for (const text of ['', '{}', '{"v":1}', '[]', metaText({ ...META, head: '--upload-pack=x' })]) {
    expect(readMeta(text)).toEqual({ kind: 'other' });
  }
});

test('the list of withheld files has an end, and the number of the others', () => {
  const all = Array.from({ length: 1200 }, (_, n) => ({
    ...({ of: 'worktree', why: 'ignored' } as const),
    path: `f${n}`,
  }));
  const { withheld, moreWithheld } = listed(all);
  expect([withheld.length, moreWithheld]).toEqual([1000, 200]);
});

test('the refs of a session are valid for any name', () => {
  expect(stateRef('26-01-01-it')).toBe('refs/samocode/state/26-01-01-it');
  expect(lostRef('26-01-01-it', 'a.lock')).toBe('refs/samocode/lost/26-01-01-it/a%2Elock');
  expect(stateRef('../x y')).toBe('refs/samocode/state/%2E%2E%2Fx%20y');
});
