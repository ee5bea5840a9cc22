import { expect, test } from 'vitest';
import { removedAnswers } from '../../../../src/domain/questions/answers/removed-answers.ts';
import { restoreAnswers } from '../../../../src/domain/questions/answers/write-answers.ts';
import {
  allAnswers,
  type GivenAnswers,
  isAnswersGateOpen,
  wordingOf,
} from '../../../../src/domain/questions/questions.ts';

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

test.each([
  ['one line', 'so', '\n'],
  ['several lines', 'so:\n\n- first this\n- then that', '\n'],
  ['several lines of CRLF', 'so:\r\nas before', '\r\n'],
])('an answer of %s is put back as it was, and the gate is open again', (_what, answer, eol) => {
  const asked = ASKED.replace('## Q2: When?\n\nAnswer:\n', '').replaceAll('\n', eol);
  const answered = asked.replace('Answer:', `Answer: ${answer}`);
  const answers = allAnswers(answered) ?? {};
  const given: GivenAnswers = { kind: 'answers', answers, asked: wordingOf(answered) };
  const restored = restoreAnswers(asked, removedAnswers(given, asked));
  expect(restored).toBe(answered);
  expect(isAnswersGateOpen(given, restored)).toBe(true);
});
