import { expect, test } from 'vitest';
import { readReplied } from '../../../../src/domain/questions/answers/replied-answers.ts';
import type { Question } from '../../../../src/domain/questions/questions.ts';
import { readQuestions } from '../../../../src/domain/questions/questions.ts';

const OPEN: readonly Question[] = readQuestions(
  `## Q1: How?\n\nAnswer:\n\n## Q2: When?\n\nAnswer:\n`,
);

test.each([
  ['Q1: a\nQ2: now', { 1: 'a', 2: 'now' }],
  ['1) a\n2) now', { 1: 'a', 2: 'now' }],
  // Once a question is named, numbers are a list within its answer.
  ['Q1: in two steps:\n1. build\n2. push', { 1: 'in two steps: 1. build 2. push' }],
  ['Q2: at most\n1. a day', { 2: 'at most 1. a day' }],
])('%j answers what it names', (text, answers) => {
  expect(OPEN.map(({ number }) => number)).toEqual([1, 2]);
  const replied = readReplied(text, OPEN);
  if (replied.kind !== 'answers') throw new Error(replied.why);
  expect(Object.fromEntries(replied.answers)).toEqual(answers);
});
