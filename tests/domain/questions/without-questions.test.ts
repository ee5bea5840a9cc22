import { expect, it } from 'vitest';
import { isUnasked } from '../../../src/domain/questions/without-questions.ts';

const ASKED = '# Questions\n\n## Q1: Which?\nAnswer: _waiting_\n';

it.each([
  ['required', undefined, undefined, false],
  ['optional', undefined, undefined, true],
  ['optional', undefined, '# Questions\n\nNothing had to be asked.\n', true],
  ['optional', undefined, ASKED, false],
  ['optional', undefined, 'Shall I go on?\n', false],
  ['optional', { kind: 'none-needed' }, undefined, false],
  ['optional', { kind: 'answers', answers: {} }, undefined, false],
] as const)('%s, given %j, with %j: goes on unasked: %s', (mode, given, questions, expected) => {
  expect(isUnasked(mode, given, questions)).toBe(expected);
});
