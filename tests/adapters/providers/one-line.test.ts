import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine } from '../../../src/adapters/providers/one-line.ts';

const ESC = '\u001b';

describe('oneLine', () => {
  it('takes terminal sequences out as a whole', () => {
    expect(
      oneLine(`a${ESC}[31mb${ESC}]0;title\u0007c${ESC}]8;;http://x${ESC}\\d\u009b2Je`, 100),
    ).toBe('abcde');
  });

  it('makes one line of several, without runs of blanks', () => {
    expect(oneLine('  a\r\n\tb\u2028c\u0000d  ', 100)).toBe('a b c d');
  });

  it('takes out what turns the direction of the text', () => {
    expect(oneLine('a\u202eb\u2066c\u200fd\ufeff', 100)).toBe('abcd');
  });

  it('cuts with an ellipsis and never through a surrogate pair', () => {
    expect(oneLine('abcdef', 6)).toBe('abcdef');
    expect(oneLine('abcdefg', 6)).toBe('abcde…');
    expect(oneLine('abcd😀fg', 6)).toBe('abcd…');
  });

  it('never gives a control character, a second line, or more than the limit', () => {
    const units = fc.string({ unit: 'binary', maxLength: 400 });
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 120 }), (text, limit) => {
        const line = oneLine(text, limit);
        expect(line.length).toBeLessThanOrEqual(limit);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
