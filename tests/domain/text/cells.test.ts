import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellWidth, cutToCells } from '../../../src/domain/text/cells.ts';

describe('the cells of a text', () => {
  it.each([
    ['', 0],
    ['plain text ~', 12],
    ['Привет, größer', 14],
    ['日本語', 6],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['e\u0301', 1],
    ['🚀 go', 5],
    ['𠀀', 2],
    ['a → b · c…', 10],
  ])('%s takes %i', (text, cells) => {
    expect(cellWidth(text)).toBe(cells);
  });

  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['ab cd', 4, 'ab…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['abc', -4, ''],
  ])('%s is cut to %i', (text, cells, cut) => {
    expect(cutToCells(text, cells)).toBe(cut);
  });

  it('is never cut to more than asked for, and left alone where it fits', () => {
    const anyText = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 40 }), (text, cells) => {
        expect(cellWidth(cutToCells(text, cells))).toBeLessThanOrEqual(cells);
        if (cellWidth(text) <= cells && cells > 0) expect(cutToCells(text, cells)).toBe(text);
      }),
    );
  });
});
