import { describe, expect, test } from 'vitest';
import { excerptOf, fittedExcerpt } from '../../../src/domain/text/output-excerpt.ts';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `ok ${at}`);

describe('the excerpt of an output', () => {
  test('is all of a short one', () => {
    const text = numbered(35).join('\n');
    expect(excerptOf(`${text}\n\n`)).toBe(text);
    expect(excerptOf('')).toBe('');
  });

  test('of a long one has head, tail and the lines that look like failures between them', () => {
    const lines = numbered(500);
    lines[100] = '  × adds numbers';
    lines[101] = 'AssertionError: expected 1 to be 2';
    lines[300] = 'FAIL src/a.test.ts';
    const shown = excerptOf(lines.join('\n')).split('\n');
    expect(shown.slice(0, 5)).toEqual(lines.slice(0, 5));
    expect(shown.slice(5, 11)).toEqual([
      '… 95 lines left out …',
      '  × adds numbers',
      'AssertionError: expected 1 to be 2',
      '… 198 lines left out …',
      'FAIL src/a.test.ts',
      '… 169 lines left out …',
    ]);
    expect(shown.slice(11)).toEqual(lines.slice(-30));
  });

  test('has no more than a screen of it, however many failures and however long the lines', () => {
    const shown = excerptOf(
      Array.from({ length: 5000 }, () => `error ${'x'.repeat(9999)}`).join('\n'),
    ).split('\n');
    expect(shown.length).toBeLessThanOrEqual(52);
    expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(301);
  });

  test.each([
    ['not ok 3 - adds', true],
    ['E   assert 1 == 2', true],
    ["thread 'main' panicked at src/main.rs:2", true],
    ['Traceback (most recent call last):', true],
    ['0 errors', true],
    ['terrors of the night', false],
    ['compiled in 3 s', false],
  ])('takes %j for a failure: %s', (line, isOne) => {
    const lines = [...numbered(5), line, ...numbered(40)];
    expect(excerptOf(lines.join('\n')).split('\n').includes(line)).toBe(isOne);
  });
});

test('an excerpt fits into bytes with all its lines, whatever is in them', () => {
  expect(fittedExcerpt('a\nb', 8000)).toBe('a\nb');
  const lines = Array.from({ length: 52 }, (_, at) => `${at} \u001b${'\u{1f600}'.repeat(200)}`);
  const fitted = fittedExcerpt(lines.join('\n'), 8000);
  expect(Buffer.byteLength(JSON.stringify(fitted))).toBeLessThanOrEqual(8000);
  expect(fitted.split('\n').map((line) => /^\d+/.exec(line)?.[0])).toEqual(
    lines.map((_, at) => String(at)),
  );
});
