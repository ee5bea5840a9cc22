import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  referenceIn,
  referenceLine,
  referenceUrl,
  withoutReferences,
} from '../../../src/domain/people/reference.ts';
import {
  CHAT_COMMANDS,
  planToken,
  readToken,
  sessionToken,
  type Token,
  TOKEN_LIMIT_BYTES,
  writeToken,
} from '../../../src/domain/people/token.ts';
import {
  answerOf,
  askedOf,
  optionsOf,
  suggestedOption,
} from '../../../src/domain/questions/options.ts';
import { readQuestions } from '../../../src/domain/questions/questions.ts';
import { fingerprint } from '../../../src/domain/text/fingerprint.ts';

const session = fc.string().map(sessionToken);
const hash = fc.string().map((text) => planToken(fingerprint(text)));
const question = fc.integer({ min: 0, max: 9999 });
const token: fc.Arbitrary<Token> = fc.oneof(
  fc.record({ kind: fc.constantFrom('approve', 'reject', 'why'), session, plan: hash }),
  fc.record({
    kind: fc.constant('choose' as const),
    ...{ session, asked: hash, question, option: question },
  }),
  fc.record({ kind: fc.constantFrom('suggested', 'answer'), session, asked: hash, question }),
  fc.record({ kind: fc.constant('answers' as const), session, round: hash }),
  fc.record({ kind: fc.constantFrom('none', 'note', ...CHAT_COMMANDS), session }),
);

describe('a token', () => {
  it('fits into a button, and is read back, there and from a message', () => {
    fc.assert(
      fc.property(token, fc.string({ unit: 'binary' }), (one, text) => {
        expect(Buffer.byteLength(writeToken(one))).toBeLessThanOrEqual(TOKEN_LIMIT_BYTES);
        expect(readToken(writeToken(one))).toEqual(one);
        expect(referenceIn(`${text}\n${referenceLine(one)}`, [])).toEqual(one);
        expect(referenceIn(text, ['https://example.org/', referenceUrl(one)])).toEqual(one);
      }),
    );
  });

  it('is nothing else: no text makes the reader throw, or read what is not written so', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = readToken(text);
        if (read !== undefined) expect(writeToken(read)).toBe(text);
      }),
    );
    for (const text of ['', 'a', 'a.x.y', `a.${'0'.repeat(16)}`, `P.${'0'.repeat(16)}.00000000`]) {
      expect(readToken(text)).toBeUndefined();
    }
  });

  it('cannot be forged by a text that others wrote', () => {
    fc.assert(
      fc.property(token, fc.constantFrom('', ' ', '\t', '\u00a0'), (one, gap) => {
        const text = withoutReferences(`a\n${gap}${referenceLine(one)}${gap}\nb`);
        expect(referenceIn(text, [])).toBeUndefined();
        expect(text).toContain(writeToken(one));
      }),
    );
  });

  it('of a longer form is read by nothing shorter', () => {
    fc.assert(
      fc.property(token, (one) => {
        expect(readToken(`${writeToken(one)}.0`)).not.toEqual(one);
      }),
    );
  });
});

const ask = (details: string, suggestion?: string) => {
  const hint = suggestion === undefined ? '' : `Suggestion: ${suggestion}\n`;
  const [one] = readQuestions(`## Q1: Which?\n${details}\n${hint}Answer:\n`);
  if (one === undefined) throw new Error('no question');
  return one;
};

describe('the options of a question', () => {
  it.each([
    ['a) one\nb) two', ['a) one', 'b) two']],
    ['- a. one\n- b. two\n', ['a) one', 'b) two']],
    ['Some text (see a) and b)).\n(1) x\n(2) y: z', ['1) x', '2) y: z']],
    ['**A)** Password\n**B)** Link', ['A) Password', 'B) Link']],
    ['* A: Password\n* B: Link', ['A) Password', 'B) Link']],
    ['a) only one', []],
    ['a) one\na) two', []],
    ['no options', []],
    ['', []],
  ])('of %j are %j', (details, wanted) => {
    expect(optionsOf(ask(details)).map(answerOf)).toEqual(wanted);
  });

  it.each([
    ['a', 'a'],
    ['B', 'b'],
    ['b) two', 'b'],
    ['b, because it is small', 'b'],
    ['two', 'b'],
    ['both', undefined],
    ['but not now', undefined],
    [undefined, undefined],
  ])('suggested as %j are %j', (suggestion, label) => {
    expect(suggestedOption(ask('a) one\nb) two', suggestion))?.label).toBe(label);
  });

  it('never make the reader throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (details) => {
        expect(optionsOf({ details }).length).not.toBe(1);
      }),
    );
  });
});

describe('a question is another one', () => {
  it('when its text or its options change, not when it is answered', () => {
    const [open] = readQuestions('## Q1: Which?\na) x\n\nAnswer:\n');
    const [answered] = readQuestions('## Q1: Which?\na) x\n\nAnswer: a\n');
    const [other] = readQuestions('## Q1: Which?\na) y\n\nAnswer:\n');
    expect(askedOf(open!)).toBe(askedOf(answered!));
    expect(askedOf(open!)).not.toBe(askedOf(other!));
  });
});

it('a fingerprint is that of FNV-1a', () => {
  expect(fingerprint('')).toBe('cbf29ce484222325');
  expect(fingerprint('a')).toBe('af63dc4c8601ec8c');
  expect(fingerprint('foobar')).toBe('85944171f73967e8');
});
