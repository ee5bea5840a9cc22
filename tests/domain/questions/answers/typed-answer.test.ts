import { expect, it } from 'vitest';
import { readTyped } from '../../../../src/domain/questions/answers/typed-answer.ts';

const OPTIONS = { details: 'a) one\nb) two' };
const answer = (text: string) => ({ kind: 'answer', text });

it.each([
  ['', { kind: 'offer' }],
  ['<', { kind: 'back' }],
  ['b', answer('b) two')],
  ['B)', answer('b) two')],
  ['a, b', answer('a) one; b) two')],
  ['=both', answer('both')],
  ['= z', answer('z')],
])('reads %j at a question with options', (said, typed) => {
  expect(readTyped(said, OPTIONS)).toEqual(typed);
});

it.each(['z', '?', 'both of them', 'a c', '=', '= TBD'])(
  'does not take %j for an answer',
  (said) => {
    expect(readTyped(said, OPTIONS).kind).toBe('unclear');
  },
);

it('takes words as they are where there are no options', () => {
  expect(readTyped('both of them', { details: '' })).toEqual(answer('both of them'));
  expect(readTyped('z', { details: '' })).toEqual(answer('z'));
});
