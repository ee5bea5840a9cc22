import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinShellWords, splitShellWords } from '../../../src/domain/text/shell-words.ts';

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

  it('gives back the words that joinShellWords joined, whatever they are', () => {
    const piece = fc.constantFrom("'", '"', '\\', ' ', '\n', '$', '`', 'a', '-', '=', 'é', '#');
    const word = fc.oneof(fc.string(), fc.string({ unit: piece }));
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
