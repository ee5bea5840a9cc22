import { expect, test } from 'vitest';
import { lastWords } from '../../../src/domain/queue/last-words.ts';

const STAMP = '2026-11-29 22:00:00 login:';

test('the last words of a refused run are its error with the hint', () => {
  const log = `${STAMP} investigation\n${STAMP} samocode: _overview.md has no phase\n${STAMP}   → put one there\n`;
  expect(lastWords(log)).toBe('_overview.md has no phase → put one there');
  expect(lastWords('samocode: no room\n')).toBe('no room');
});

test('without an error they are the last line', () => {
  expect(lastWords(`one\n${STAMP} two\n`)).toBe(`${STAMP} two`);
  expect(lastWords('')).toBe('');
});
