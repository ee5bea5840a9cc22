import { describe, expect, it } from 'vitest';
import { allAnswers, readQuestions, wordingOf } from '../../../src/domain/questions/questions.ts';
import { questionsTrouble } from '../../../src/domain/questions/questions-trouble.ts';
import { writeAnswers } from '../../../src/domain/questions/write-answers.ts';

const text = (...lines: readonly string[]): string => ['## Q1: x', ...lines, ''].join('\n');
const DETAILS = ['<details>', '<summary>Why</summary>', '', 'Because.', '', '</details>'];

describe('<details> below "Answer:"', () => {
  it.each(['Answer:', 'Answer: _waiting_', '**Answer:** <!-- yours -->'])(
    'is no answer below %j, and stays where one is written',
    (line) => {
      const open = text(line, '', ...DETAILS);
      expect(allAnswers(open)).toBeUndefined();
      const answered = writeAnswers(open, { 1: 'b' });
      expect(answered).toContain(DETAILS.join('\n'));
      expect(allAnswers(answered)?.['1']).toMatch(/^b/);
    },
  );

  it('leaves an answer above and below it', () => {
    expect(allAnswers(text('Answer:', 'yes', ...DETAILS))).toEqual({ 1: 'yes' });
    expect(allAnswers(text('Answer:', ...DETAILS, 'yes'))).toEqual({ 1: 'yes' });
  });

  it('may be in one line, in another, or without an end', () => {
    const inner = ['<details><summary>a</summary> b </details>', '<details open>', ...DETAILS, 'c'];
    expect(allAnswers(text('Answer:', ...inner, '</details>'))).toBeUndefined();
    expect(allAnswers(text('Answer:', '<details>', 'a'))).toBeUndefined();
    expect(allAnswers(text('<details>', 'Answer:', '</details>'))).toBeUndefined();
  });

  it('is kept in an answer that has it', () => {
    const answer = ['yes, see', ...DETAILS].join('\n');
    expect(allAnswers(text(`Answer: ${answer}`))).toEqual({ 1: answer });
  });
});

describe('an answer in another place', () => {
  const OPTIONS = ['- [ ] a) one', '- [x] b) two', '', 'Suggestion: a', ''];

  it('is named where a box is ticked, and is offered', () => {
    const ticked = text(...OPTIONS, 'Answer: _waiting_');
    expect(allAnswers(ticked)).toBeUndefined();
    expect(readQuestions(ticked)).toMatchObject([{ ticked: 'b) two', suggestion: 'a' }]);
    expect(questionsTrouble(ticked, 'person')?.text).toContain('Q1 (option "b) two" is ticked)');
  });

  it('is not chosen of two ticks, and not named where there is an answer', () => {
    const two = text('- [X] a) one', '- [x] b) two', 'Answer:');
    expect(readQuestions(two)[0]).not.toHaveProperty('ticked');
    expect(readQuestions(text(...OPTIONS, 'Answer: a'))).toMatchObject([
      { answer: 'a', unread: undefined },
    ]);
  });

  it('is named where it is in the heading', () => {
    expect(
      questionsTrouble('## Q1: Which? Answer: b\n\nAnswer: _waiting_\n', 'person')?.text,
    ).toContain('there is an answer in its heading');
  });

  it('does not change the question by its tick', () => {
    const asked = text(...OPTIONS, 'Answer: a');
    expect(wordingOf(asked)).toEqual(
      wordingOf(asked.replace('[x]', '[ ]').replace('[ ] a', '[✓] a')),
    );
    expect(wordingOf(asked)).not.toEqual(wordingOf(asked.replace('two', 'three')));
  });
});

describe('two answers to one question', () => {
  it.each([
    ['Answer: yes', 'Answer: no'],
    ['Answer (Ann): yes', 'Answer (Bob): no'],
    ['Answer:', 'yes', '', '**Answer:** no'],
  ])('%j and %j close the gate until one is kept', (...lines) => {
    const both = text(...lines);
    expect(allAnswers(both)).toBeUndefined();
    expect(questionsTrouble(both, 'unknown')?.text).toContain('keep one of them');
    expect(allAnswers(writeAnswers(both, { 1: 'yes' }))).toEqual({ 1: 'yes' });
  });

  it('are one where they are the same', () => {
    expect(allAnswers(text('Answer (Ann): yes', 'Answer (Bob): yes'))).toBeDefined();
  });
});
