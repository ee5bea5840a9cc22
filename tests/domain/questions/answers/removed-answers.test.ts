import { expect, test } from 'vitest';
import { removedAnswers } from '../../../../src/domain/questions/answers/removed-answers.ts';
import { type GivenAnswers, wordingOf } from '../../../../src/domain/questions/questions.ts';

const ASKED = '## Q1: How?\n\nAnswer:\n\n## Q2: When?\n\nAnswer:\n';
const GIVEN: GivenAnswers = {
  ...{ kind: 'answers', answers: { 1: 'so', 2: 'now' } },
  asked: wordingOf(ASKED),
};

test.each([
  ['is open again', ASKED, { 1: 'so', 2: 'now' }],
  ['has another answer', ASKED.replace('Answer:', 'Answer: other'), { 2: 'now' }],
  ['is asked in other words', ASKED.replace('How?', 'How often?'), { 2: 'now' }],
  ['is asked twice', `${ASKED}\n## Q2: When?\n\nAnswer:\n`, { 1: 'so' }],
  ['is gone', '# Questions\n', {}],
])('where a question %s, these answers are put back', (_what, text, removed) => {
  expect(removedAnswers(GIVEN, text)).toEqual(removed);
});

test('nothing is put back where no answers were given, or an earlier version noted no questions', () => {
  expect(removedAnswers(undefined, ASKED)).toEqual({});
  expect(removedAnswers({ kind: 'none-needed' }, ASKED)).toEqual({});
  expect(removedAnswers({ ...GIVEN, asked: undefined }, ASKED)).toEqual({});
});
