import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanEnvText } from '../../../src/domain/settings/env-scan.ts';

/** `line: text` of each line that is no setting. */
function strays(text: string): readonly string[] {
  return scanEnvText(text).strays.map((stray) => `${stray.line}: ${stray.text}`);
}

/** Pieces of which the grammar makes something, and pieces of which it makes nothing. */
const PIECES = [
  ...[
    'A',
    'B',
    'export ',
    '=',
    ': ',
    ':',
    ' ',
    '#',
    "'",
    '"',
    '`',
    '\\',
    'x y',
    '\n',
    '\r\n',
    '\r',
  ],
  ...['\ufeff', '\u00a0', '\t', '\\n', '-', '.'],
];
const TEXT = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((all) => all.join(''));

describe('scanEnvText', () => {
  it('finds the keys that dotenv finds, in every text', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const keys = scanEnvText(text).settings.map(({ key }) => key);
        expect([...new Set(keys)].sort()).toEqual(Object.keys(parse(text)).sort());
      }),
      { numRuns: 2000 },
    );
  });

  it('finds every line that could be left out without a change', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const lines = text.replace(/\r\n?/g, '\n').split('\n');
        const stray = new Set(scanEnvText(text).strays.map(({ line }) => line));
        const kept = lines.filter((_, index) => !stray.has(index + 1));
        fc.pre(stray.size > 0 && scanEnvText(kept.join('\n')).strays.length === 0);
        const keys = Object.keys(parse(text));
        expect(Object.keys(parse(kept.join('\n')))).toEqual(expect.arrayContaining(keys));
      }),
    );
  });

  it.each([
    ['no separator', 'VERIFY npm test', ['1: VERIFY npm test']],
    ['a blank before a colon', 'VERIFY : npm test', ['1: VERIFY : npm test']],
    ['no blank behind a colon', 'VERIFY:npm test', ['1: VERIFY:npm test']],
    [
      'another language',
      'A=1\nset VERIFY=x\n[core]\n; B=2',
      ['2: set VERIFY=x', '3: [core]', '4: ; B=2'],
    ],
    ['an export alone', 'export VERIFY', ['1: export VERIFY']],
    ['a quoted key', '"VERIFY"="x"', ['1: "VERIFY"="x"']],
    ['a wide equals sign', 'VERIFY＝x', ['1: VERIFY＝x']],
    ['an invisible character', '\u200bVERIFY=x', ['1: \u200bVERIFY=x']],
    ['text behind a closed value', 'A="x\ny"\nz"', ['3: z"']],
    ['line ends of any kind', 'A=1\r\nB 2\rC=3', ['2: B 2']],
  ])('finds the stray lines of %s', (_, text, found) => {
    expect(strays(text)).toEqual(found);
  });

  it.each([
    ['blank lines and comments', '\ufeff# one\n\n  # two\n\t\n'],
    ['every form of a setting', 'A=1\nexport B=2\n  C = 3 # c\nD: 4\nE=\nF.g-h=5'],
    ['values over lines', `A="x\ny"\nB='p\n# q\nr s'\nC=\`u\nv\` # w`],
    ['blanks that are no space', '\u00a0A\u00a0=\u00a01'],
    ['a key and its value on two lines', 'A\n=1\nB=\n"2"'],
  ])('finds no stray line in %s', (_, text) => {
    expect(strays(text)).toEqual([]);
  });

  it('tells where a setting is, how it was written, and what is behind it', () => {
    const text = '# c\n\nA="x\ny" # two\nB= make x#y\nC=1\n# no comment of C\n';
    expect(scanEnvText(text).settings).toEqual([
      { key: 'A', line: 3, lastLine: 4, raw: '"x\ny"', comment: '# two', gap: ' ' },
      { key: 'B', line: 5, lastLine: 5, raw: 'make x', comment: '#y', gap: '' },
      { key: 'C', line: 6, lastLine: 6, raw: '1', comment: '', gap: '' },
    ]);
  });
});
