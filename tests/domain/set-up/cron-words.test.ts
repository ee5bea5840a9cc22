import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinCronWords } from '../../../src/domain/set-up/cron-words.ts';

const WORD = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...Array.from(`%#\\'" \t$\`é\u00a0\u200b\x1b~!`)) }),
);
const words = fc.array(
  WORD.filter((text) => !/[\r\n\0]/.test(text) && !/\p{Surrogate}/u.test(text)),
  { minLength: 1, maxLength: 4 },
);

describe('joinCronWords', () => {
  it('writes nothing that any cron reads in its own way', () => {
    fc.assert(
      fc.property(words, (all) => {
        const line = joinCronWords(all);
        expect(line).not.toMatch(/[%#]|\\\\|\\$| {2}|(?! )\s|\p{Cc}/u);
      }),
    );
  });

  it('writes words that /bin/sh reads as the same words', () => {
    fc.assert(
      fc.property(words, (all) => {
        const command = `printf '%s\\0' ${joinCronWords(all)}`;
        const out = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
        expect(out.split('\0').slice(0, -1)).toEqual(all);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a', 'a'],
    ['', "''"],
    ['a b', "'a b'"],
    ['a  b', "'a '' b'"],
    ['\\\\', "'\\''\\'"],
    ["it's", "'it'\\''s'"],
    ['50%', `'50'"$(echo a|tr a '\\045')"`],
  ])('writes %j as %s', (word, written) => {
    expect(joinCronWords([word])).toBe(written);
  });
});
