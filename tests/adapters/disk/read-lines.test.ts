import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  chunksOf,
  endsTorn,
  splitLines,
  tailStart,
} from '../../../src/adapters/disk/lines/read-lines.ts';
import { temporaryFolder } from '../../support/session.ts';

function fileOf(content: string): number {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, content);
  return openSync(path, 'r');
}

describe('splitLines', () => {
  const CONTENT = 'one\n\nzwölf €\n𝄞𝄞\nlast';
  const EXPECTED = [
    ['one', 3],
    ['', 0],
    ['zwölf €', 10],
    ['𝄞𝄞', 8],
  ];

  test.each([1, 2, 3, 5, 64])('joins lines whose chunks are %i bytes long', (size) => {
    const lines: [string, number][] = [];
    const splitter = splitLines(100, (text, bytes) => lines.push([text, bytes]));
    for (const chunk of chunksOf(fileOf(CONTENT), { size })) splitter.push(chunk);
    expect(lines).toEqual(EXPECTED);
    expect(splitter.rest()).toEqual({ text: 'last', bytes: 4 });
    expect(splitter.rest()).toBeUndefined();
  });

  test.each([1, 4, 64])('cuts a long line and still says how long it is (chunks of %i)', (size) => {
    const lines: [string, number][] = [];
    const splitter = splitLines(4, (text, bytes) => lines.push([text, bytes]));
    for (const chunk of chunksOf(fileOf('0123456789\nab\n'), { size })) splitter.push(chunk);
    expect(lines).toEqual([
      ['0123', 10],
      ['ab', 2],
    ]);
  });
});

describe('chunksOf', () => {
  test('reads between two offsets, and ends where the file ends', () => {
    const read = (from: number, to: number): string => {
      let text = '';
      for (const chunk of chunksOf(fileOf('0123456789'), { from, to, size: 3 }))
        text += String(chunk);
      return text;
    };
    expect(read(2, 7)).toBe('23456');
    expect(read(8, 100)).toBe('89');
    expect(read(20, 100)).toBe('');
    expect(read(7, 2)).toBe('');
  });
});

test('endsTorn tells whether the last line has its end', () => {
  expect(endsTorn(fileOf('a\n'), 2)).toBe(false);
  expect(endsTorn(fileOf('a'), 1)).toBe(true);
  expect(endsTorn(fileOf(''), 0)).toBe(false);
});

test('tailStart finds where the last lines begin', () => {
  expect(tailStart(fileOf('a\nbc\nd\n'), 2)).toBe(2);
  expect(tailStart(fileOf('a\nbc\nd'), 1)).toBe(5);
  expect(tailStart(fileOf('a\n'), 5)).toBe(0);
});
