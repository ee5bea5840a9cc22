import { describe, expect, it } from 'vitest';
import { suggestedAnswers } from '../../../src/app/people/asked.ts';
import { writeAnswers } from '../../../src/domain/questions/answers/write-answers.ts';
import { allAnswers, readQuestions, wordingOf } from '../../../src/domain/questions/questions.ts';
import { questionsTrouble } from '../../../src/domain/questions/questions-trouble.ts';

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
    expect(allAnswers(text('<details>', 'Answer:', '</details>'))).toBeUndefined();
  });

  it.each([
    ['in words about it', ['Use a `<details>` element for the FAQ', 'and close it: `</details>`.']],
    ['at the begin of a line of them', ['`<details>`, please', '<details> works everywhere']],
    ['that is never closed', ['<details>', '<details>a</details>', 'Postgres']],
  ])('is read %s', (_, answer) => {
    expect(allAnswers(text('Answer:', ...answer))?.['1']).toMatch(answer.at(-1) ?? '');
  });

  it('is named as what is not read, and no suggestion is written above it by itself', () => {
    const inside = text('Suggestion: a', 'Answer:', '<details open>', 'Postgres', '</details>');
    const why = 'the <details> below its "Answer:" line are not read';
    expect(questionsTrouble(inside, 'person')?.text).toContain(`Q1 (${why})`);
    expect(suggestedAnswers(inside, { isAgents: false })).toEqual({});
    expect(Object.values(suggestedAnswers(inside, { isAgents: true }))).toEqual(['a']);
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

  it.each([
    '## Q1: What should the bot answer: yes or no?',
    '## Q1: Which one? **Answer:** _waiting_',
  ])('is not seen in %j', (heading) => {
    expect(questionsTrouble(`${heading}\n\nAnswer: _waiting_\n`, 'person')?.text).toMatch(/: Q1$/);
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
    ['Your answer: yes', 'Your answer: no'],
    ['Answer:', '', 'Answer: yes', 'Answer: no'],
  ])('%j and %j close the gate until one is kept', (...lines) => {
    const both = text(...lines);
    expect(allAnswers(both)).toBeUndefined();
    expect(questionsTrouble(both, 'unknown')?.text).toContain('keep one of them');
    expect(allAnswers(writeAnswers(both, { 1: 'yes' }))).toEqual({ 1: 'yes' });
  });

  it('are one where they are the same', () => {
    expect(allAnswers(text('Answer (Ann): yes', 'Answer (Bob): yes'))).toBeDefined();
    expect(allAnswers(text('Answer:', 'yes', 'of course', '', 'Answer: yes'))).toBeDefined();
    expect(allAnswers(text('Answer:', '', 'Answer: yes'))).toBeDefined();
  });

  it.each([
    ['a list of parts', ['Answer: as here:', '- A1: red', '- A2: blue']],
    ['parts in lines', ['Answer: as here:', 'A1: red', 'A2: blue']],
    ['a footer', ['Answer: yes', '', 'Your answer: write it behind each line above.']],
    ['a quote', ['Answer: as Bob wrote:', '> Answer: blue']],
  ])('are not seen in %s', (_, lines) => {
    expect(allAnswers(text(...lines))?.['1']).toBe(lines.join('\n').slice('Answer: '.length));
  });
});
