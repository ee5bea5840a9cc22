import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proposedName, refuseBadName } from '../../../src/domain/session/naming/bad-name.ts';
import { isSessionName } from '../../../src/domain/session/naming/names.ts';

test.each([
  ['My Task', 'my-task'],
  ['  Größe & Maß ', 'grosse-mass'],
  ['Über_Ärger.2', 'uber_arger.2'],
  ['../shop/login', 'login'],
  ['Login/', 'Login'],
  ['./../sessions/26-11-22-Reports/', '26-11-22-Reports'],
  ['shop/My Task/', 'my-task'],
  ['///', undefined],
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

test.each([
  ['My Task', /characters; for example: my-task$/],
  ['./login', /characters; it is no path; for example: login$/],
  ['日本', /characters$/],
])('without a command to paste the name is the example: %j', (text, hint) => {
  expect(() => {
    refuseBadName(text);
  }).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) as string }));
});
