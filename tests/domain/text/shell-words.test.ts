import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../../src/domain/text/printable.ts';
import { joinShellWords, splitShellWords } from '../../../src/domain/text/shell-words.ts';

const piece = fc.constantFrom(
  ...["'", '"', '\\', ' ', '\n', '$', '$(', '`', '!', '~', '*', '=', '-', '#', ';', '&', 'a', '7'],
  ...[
    'é',
    '😀',
    '\x1b[31m',
    '\x1b]0;t\x07',
    '\x07',
    '\t',
    '\r\n',
    '\x85',
    '\u202e',
    '\u200b',
    '\u{e0041}',
  ],
);
const anyWord = fc.oneof(fc.string(), fc.string({ unit: piece }));

describe('joinShellWords', () => {
  it('makes one printable line, whatever the words are', () => {
    fc.assert(
      fc.property(fc.array(anyWord), (words) => {
        const line = joinShellWords(words);
        expect(printable(line)).toBe(line);
      }),
    );
  });

  it('makes a line that bash splits into the same words', () => {
    const word = anyWord.filter((text) => !/[\0\p{Surrogate}]/u.test(text));
    const words = fc.sample(word, 500);
    const script = `printf '%s\\0' ${joinShellWords(words)}`;
    for (const locale of ['C', 'C.UTF-8']) {
      const env = { ...process.env, LC_ALL: locale };
      const out = execFileSync('bash', ['-c', script], { env, encoding: 'utf8' });
      expect(out.split('\0').slice(0, -1)).toEqual(words);
    }
  });

  it.each([
    ['a\nb', String.raw`$'a\nb'`],
    ["it's \x1b[31mred", String.raw`$'it\'s \033[31mred'`],
    ['\u202e', String.raw`$'\342\200\256'`],
    ['=ls', "'=ls'"],
    ['--a=b', '--a=b'],
  ])('writes %j as %s', (word, line) => {
    expect(joinShellWords([word])).toBe(line);
  });
});

describe('splitShellWords', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['  \t\n ', []],
    ['--a b', ['--a', 'b']],
    [`--a "b c" 'd e'`, ['--a', 'b c', 'd e']],
    [`--x=a"b c"d'e'`, ['--x=ab cde']],
    [`'' ""`, ['', '']],
    [String.raw`a\ b \" \\`, ['a b', '"', '\\']],
    [String.raw`"\" \\ \$ \n"`, [String.raw`" \ $ \n`]],
    [String.raw`'\n'`, [String.raw`\n`]],
    ['a\\\nb "c\\\nd" \\\n e', ['ab', 'cd', 'e']],
    ['$HOME ~ *.ts # no', ['$HOME', '~', '*.ts', '#', 'no']],
    [`-c 'model_reasoning_effort="high"'`, ['-c', 'model_reasoning_effort="high"']],
  ])('splits %j as a shell would', (text, words) => {
    expect(splitShellWords(text)).toEqual({ kind: 'words', words });
  });

  it.each([
    [`a 'b`, 'single quote'],
    [`a "b`, 'double quote'],
    [`it's`, 'single quote'],
    [String.raw`"a\"`, 'double quote'],
    ['a\\', 'character after the last backslash'],
  ])('says what %j lacks', (text, missing) => {
    expect(splitShellWords(text)).toEqual({ kind: 'unbalanced', missing });
  });

  it('gives back the printable words that joinShellWords joined', () => {
    const word = anyWord.map((text) => printable(text));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitShellWords(joinShellWords(words))).toEqual({ kind: 'words', words });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['words', 'unbalanced']).toContain(splitShellWords(text).kind);
      }),
    );
  });
});
