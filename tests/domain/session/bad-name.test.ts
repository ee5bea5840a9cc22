import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proposedName, refuseBadName } from '../../../src/domain/session/bad-name.ts';
import { isSessionName } from '../../../src/domain/session/names.ts';

test.each([
  ['My Task', 'my-task'],
  ['  Größe & Maß ', 'grosse-mass'],
  ['Über_Ärger.2', 'uber_arger.2'],
  ['../shop/login', 'shop-login'],
  ['-x', 'x'],
  ['a\nb', 'a-b'],
  ['x'.repeat(101), 'x'.repeat(100)],
  ['..', undefined],
  ['', undefined],
  ['日本', undefined],
])('for %j proposes %j', (text, name) => {
  expect(proposedName(text)).toBe(name);
});

test('proposes nothing that is refused in turn', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const name = proposedName(text);
      expect(name === undefined || isSessionName(name)).toBe(true);
    }),
  );
});

test('without a command to paste the flag is the example', () => {
  expect(() => {
    refuseBadName('My Task');
  }).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('--session my-task') as string }),
  );
});
