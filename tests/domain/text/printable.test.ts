import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  printable,
  printableJson,
  printableLines,
  printableOutput,
  printableWords,
} from '../../../src/domain/text/printable.ts';

/** Text that is mostly trouble: controls, escape pieces, invisible characters, halves of pairs. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\x1b',
        '\x1b[',
        '\x1b]',
        '\x9b',
        '\x9d',
        '\x07',
        '\x1b\\',
        '\x9c',
        '31m',
        '0;',
      ),
      fc.constantFrom(
        '\n',
        '\r\n',
        '\t',
        '\x00',
        '\x7f',
        '\x85',
        '\u2028',
        '\u202e',
        '\u2066',
        '\u200b',
      ),
      fc.constantFrom('\ud83d', '\ude00', '😀', '\u{e0041}', '\ufeff', 'a', 'é', '…'),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

const INVISIBLE = /\p{Cc}|\p{Default_Ignorable_Code_Point}|\p{Surrogate}|[\u2028\u2029]/u;

describe('printable', () => {
  test('holds no control, nothing invisible and no lone surrogate, whatever it is given', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(printable(text)).not.toMatch(INVISIBLE);
      }),
    );
  });

  test('changes nothing when it is applied again', () => {
    fc.assert(
      fc.property(hostile, fc.option(fc.nat(30), { nil: undefined }), (text, maxLength) => {
        const once = printable(text, maxLength);
        expect(printable(once, maxLength)).toBe(once);
      }),
    );
  });

  test('is never longer than asked, counted in code points', () => {
    fc.assert(
      fc.property(hostile, fc.nat(30), (text, maxLength) => {
        expect(Array.from(printable(text, maxLength)).length).toBeLessThanOrEqual(maxLength);
      }),
    );
  });

  test.each([
    ['\x1b[31mred\x1b[0m', 'red'],
    ['\x9b31mred', 'red'],
    ['\x1b]0;title\x07after', 'after'],
    ['\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['\x1bP1$r0m\x1b\\after', 'after'],
    ['\x1b(Bplain\x1bc', 'plain'],
    ['a\r\nb\nc\td', 'a b c d'],
    ['50%\r100%', '50% 100%'],
    ['abc\u202efed', 'abcfed'],
    ['a\u200bb\u2060c\ufeffd', 'abcd'],
    ['\ud83d', '\ufffd'],
    ['a\u2028b', 'a b'],
    ['😀 stays', '😀 stays'],
  ])('makes %j into %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  test('does not let a string that is never ended hide what follows', () => {
    expect(printable('before \x1b]0;after')).toBe('before 0;after');
  });

  test('cuts between code points and says so', () => {
    expect(printable('😀😀😀😀', 3)).toBe('😀😀…');
    expect(printable('😀😀😀', 3)).toBe('😀😀😀');
    expect(printable('abc', 1)).toBe('…');
    expect(printable('abc', 0)).toBe('');
  });

  test('takes time in proportion to the text', () => {
    const started = performance.now();
    for (const piece of ['\x9d', '\x1b]', '\x1b[1', '\x9b;', 'x'])
      printable(piece.repeat(500_000), 10);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('printableLines', () => {
  test('keeps line breaks and nothing else of the kind', () => {
    expect(printableLines('a\r\nb\n\x1b[1mc\x1b[0m\td\re')).toBe('a\nb\nc d\ne');
    fc.assert(
      fc.property(hostile, (text) => {
        const once = printableLines(text);
        expect(once.replaceAll('\n', '')).not.toMatch(INVISIBLE);
        expect(printableLines(once)).toBe(once);
      }),
    );
  });
});

describe('printableJson', () => {
  test('loses nothing and holds nothing unsafe', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = printableJson(JSON.stringify({ text }));
        expect(json).not.toMatch(INVISIBLE);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});

/** Our own colours, line breaks and tabs. */
const OWN = /\p{Cc}\[\d{1,2}m|[\t\n]/gu;

describe('printableOutput', () => {
  test('keeps line breaks, tabs and our own colours, and nothing else that is unsafe', () => {
    const colours = '\u001b[31mred\u001b[0m\tand\n';
    expect(printableOutput(colours)).toBe(colours);
    expect(printableOutput('\u001b]0;title\u0007\u001b[2Ja\u001b[8;1mb\u202e\rc')).toBe('ab\nc');
    fc.assert(
      fc.property(hostile, (text) => {
        const rest = printableOutput(text).replace(OWN, '');
        expect(rest).not.toMatch(INVISIBLE);
      }),
    );
  });
});

describe('printableWords', () => {
  test('takes terminal sequences out as a whole', () => {
    const text = 'a\x1b[31mb\x1b]0;title\x07c\x1b]8;;http://x\x1b\\d\x9b2Je';
    expect(printableWords(text, 100)).toBe('abcde');
  });

  test('makes one line of several, without runs of blanks', () => {
    expect(printableWords('  a\r\n\tb\u2028c \u202e d  ', 100)).toBe('a b c d');
  });

  test('cuts with an ellipsis after the blanks are gone', () => {
    expect(printableWords('abcdef', 6)).toBe('abcdef');
    expect(printableWords('a     bcdefg', 6)).toBe('a bcd…');
  });

  test('gives one trimmed line within the limit for any text', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 120 }), (text, limit) => {
        const line = printableWords(text, limit);
        expect(Array.from(line).length).toBeLessThanOrEqual(limit);
        expect(line).not.toMatch(/\p{Cc}|\p{Cs}|\s\s|[\u2028\u2029]/u);
        expect(line).toBe(line.trim());
      }),
    );
  });
});
