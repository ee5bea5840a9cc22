import { describe, expect, test } from 'vitest';
import { afterBaseline, asksAboutVerify, isExcused } from '../../../src/domain/phases/baseline.ts';
import type { Decision } from '../../../src/domain/phases/decision.ts';
import { commandsFor } from '../../../src/domain/phases/verify.ts';
import { wordingOf } from '../../../src/domain/questions/questions.ts';

const RED = { isGreen: false, how: 'npm test: exit 1', tail: 'boom' };
const GREEN = { ...RED, isGreen: true };
const ABOUT =
  '# Questions\n\n## Q1: VERIFY fails without any work. Go on?\nSuggestion: go on\n\nAnswer: _waiting_\n';
const OTHER = '# Questions\n\n## Q1: Which colour?\nSuggestion: red\n\nAnswer: _waiting_\n';
const WAIT: Decision = { kind: 'waiting', phase: 'requirements', for: 'qa_answers' };

const [firstAsked] = wordingOf(ABOUT);
const after = (
  decision: Decision,
  changes: Partial<Parameters<typeof afterBaseline>[1]> = {},
): Decision =>
  afterBaseline(decision, {
    ...{ from: 'requirements', baseline: RED, questions: OTHER, firstAsked: undefined },
    ...changes,
  });
const REFUSED = {
  ...{ kind: 'ready', phase: 'requirements', problem: 'baseline' },
  reason: expect.stringContaining('npm test: exit 1') as string,
};

describe('a wait for answers', () => {
  test('is not followed while VERIFY failed before the work and Q1 does not ask about it', () => {
    for (const questions of [OTHER, '', undefined]) {
      expect(after(WAIT, { questions })).toMatchObject(REFUSED);
    }
  });

  test.each([
    [RED, ABOUT],
    [GREEN, OTHER],
    [undefined, OTHER],
  ])('is followed otherwise: %j', (baseline, questions) => {
    expect(after(WAIT, { baseline, questions })).toBe(WAIT);
  });
});

describe('a move out of requirements', () => {
  const move: Decision = { kind: 'ready', phase: 'planning' };

  test.each([
    ['another question was answered', { firstAsked: wordingOf(OTHER)[0] }],
    ['a person said that none is needed', { questions: undefined }],
    ['the question is open', { questions: ABOUT }],
    ['the answer was for another Q1', { questions: ABOUT, firstAsked: wordingOf(OTHER)[0] }],
  ])('is not followed while VERIFY failed before the work and %s', (_, changes) => {
    expect(after(move, changes)).toMatchObject(REFUSED);
  });

  test('is followed once that question is answered, and where VERIFY was green', () => {
    expect(after(move, { questions: ABOUT, firstAsked })).toBe(move);
    expect(after(move, { baseline: GREEN })).toBe(move);
    expect(after(move, { baseline: undefined })).toBe(move);
  });
});

test('any other decision is followed', () => {
  const block: Decision = {
    ...{ kind: 'blocked', phase: 'requirements', problem: undefined },
    ...{ needs: 'environment', reason: 'r' },
  };
  const stay: Decision = { kind: 'ready', phase: 'requirements' };
  for (const one of [block, stay]) expect(after(one)).toBe(one);
  const wait: Decision = { kind: 'waiting', phase: 'planning', for: 'plan_approval' };
  const move: Decision = { kind: 'ready', phase: 'implementation' };
  for (const one of [wait, move]) expect(after(one, { from: 'planning' })).toBe(one);
});

test('only the first question counts, and the word as a word', () => {
  expect(asksAboutVerify(ABOUT)).toBe(true);
  expect(asksAboutVerify(`${OTHER}\n${ABOUT.replace('Q1', 'Q2').replace('# Questions', '')}`)).toBe(
    false,
  );
  expect(asksAboutVerify(ABOUT.replace('VERIFY', 'Verifying'))).toBe(false);
});

test('red is excused by the question that a person answered, and by no other text', () => {
  const answered = ABOUT.replace('_waiting_', 'go on');
  expect(isExcused(RED, { questions: answered, firstAsked })).toBe(true);
  expect(isExcused(GREEN, { questions: answered, firstAsked })).toBe(false);
  expect(isExcused(undefined, { questions: answered, firstAsked })).toBe(false);
  expect(isExcused(RED, { questions: answered, firstAsked: undefined })).toBe(false);
  expect(isExcused(RED, { questions: OTHER, firstAsked: wordingOf(OTHER)[0] })).toBe(false);
  // An agent wrote the question after the person had answered another one.
  expect(isExcused(RED, { questions: answered, firstAsked: wordingOf(OTHER)[0] })).toBe(false);
});

describe('the commands that prove work', () => {
  const config = { verify: 'all', verifyPhases: { implementation: 'unit', quality: 'lint' } };
  const to = (phase: 'planning' | 'implementation' | 'testing' | 'quality' | 'done'): Decision => ({
    kind: 'ready',
    phase,
  });

  test.each([
    ['implementation', to('testing'), ['unit']],
    ['implementation', to('implementation'), []],
    ['testing', to('quality'), []],
    ['testing', to('implementation'), []],
    ['quality', to('implementation'), []],
    ['quality', to('done'), ['lint', 'all']],
    ['done', to('done'), []],
  ] as const)('from %s after %j: %j', (from, decision, commands) => {
    expect(commandsFor(config, from, decision)).toEqual(commands);
  });

  test('are none where the session does not go on', () => {
    const blocked: Decision = {
      ...{ kind: 'blocked', phase: 'quality', problem: undefined },
      ...{ needs: 'human_decision', reason: 'r' },
    };
    expect(commandsFor(config, 'quality', blocked)).toEqual([]);
    expect(commandsFor({ verify: undefined, verifyPhases: {} }, 'quality', to('done'))).toEqual([]);
  });
});
