import { describe, expect, it } from 'vitest';
import { writeAnswers } from '../../../src/domain/questions/answers/write-answers.ts';
import { optionsOf } from '../../../src/domain/questions/options.ts';
import { allAnswers, readQuestions } from '../../../src/domain/questions/questions.ts';

const question = (...lines: readonly string[]): string => ['## Q1: x', ...lines, ''].join('\n');

describe('a question', () => {
  it.each([
    ['## Q1 Why?', 1],
    ['##Q1: Why?', 1],
    ['## Q1 - Why?', 1],
    ['## Q1: Why? ##', 1],
    ['  ## Q1: Why?', 1],
    ['## Q1：Why?', 1],
    ['## Q1： Why?', 1],
    ['### Question 1: Why?', 1],
    ['## question #3. Why?', 3],
    ['## Question No. 3: Why?', 3],
    ['## **Q1: Why?**', 1],
    ['## **Q1:** Why?', 1],
    ['**Q1: Why?**', 1],
    ['**Q1:** Why?', 1],
    ['**Q1**: Why?', 1],
    ['__Question 2. Why?__', 2],
    ['- **Q1: Why?**', 1],
    ['1. **Q1: Why?**', 1],
    ['> **Q1: Why?**', 1],
    ['Q1: Why?', 1],
    ['- Question 2. Why?', 2],
  ])('may be written as %j', (heading, number) => {
    for (const text of [`${heading}\nAnswer: yes\n`, `\uFEFF${heading}\r\nAnswer: yes\r\n`]) {
      expect(readQuestions(text)).toMatchObject([{ number, text: 'Why?', answer: 'yes' }]);
    }
  });

  it.each(['```\n## Q1: x\n```', '~~~md\n**Q1: x**\n~~~', '<!--\n## Q1: x\n-->', '    ## Q1: x'])(
    'is not read from %j',
    (text) => {
      expect(readQuestions(`${text}\nAnswer: yes\n`)).toEqual([]);
    },
  );

  it('keeps a fence in its details, and has the options and the suggestion around it', () => {
    const fence = '```sh\n# start\na) no option\n```';
    const [read] = readQuestions(question(fence, 'a) one', 'b) two', 'Suggestion: b', 'Answer: b'));
    expect(read).toMatchObject({ suggestion: 'b', answer: 'b' });
    expect(read?.details).toBe(`${fence}\na) one\nb) two`);
    expect(optionsOf({ details: read?.details ?? '' })).toMatchObject([
      { text: 'one' },
      { text: 'two' },
    ]);
  });

  it.each([
    'Suggestion: b',
    '**Suggestion:** b',
    '- Suggestion： b',
    '**Suggestion: b**',
    'Recommendation: b',
    'Suggested answer: b',
    'Suggestion:\n\nb',
    '### Suggestion\n\nb',
  ])('has the suggestion of %j, before or below its answer', (line) => {
    expect(readQuestions(question(line, '', 'Answer: _waiting_'))[0]?.suggestion).toBe('b');
    const below = readQuestions(question('Answer: _waiting_', '', line))[0];
    expect(below).toMatchObject({ suggestion: 'b', answer: undefined, unread: undefined });
  });

  it('is a plain line only where no other form is used', () => {
    const text = '## Q1: x\nAnswer: see\nQ2: as before\n';
    expect(readQuestions(text)).toMatchObject([{ number: 1, answer: 'see\nQ2: as before' }]);
  });
});

describe('an answer', () => {
  it.each([
    ['Answer： yes', 'yes'],
    ['Answer：yes', 'yes'],
    ['**Answer**：yes', 'yes'],
    ['**Answer: yes**', 'yes'],
    ['*Answer:* yes', 'yes'],
    ['Your answer: yes', 'yes'],
    ['Answer (a or b): yes', 'yes'],
    ['A1: yes', 'yes'],
    ['Answer 1: yes', 'yes'],
    ['> **Answer:** yes', 'yes'],
    ['### Answer\n\nyes', 'yes'],
    ['## Answer: yes', 'yes'],
    ['**Answer**\nyes', 'yes'],
    ['Answer: yes\nSuggestion: a', 'yes'],
    ['Answer: yes\n<!-- of a person -->', 'yes'],
    ['Answer: <!-- a or b --> yes', '<!-- a or b --> yes'],
    ['Answer: <!-- a or b -->\nyes', 'yes'],
    ['Answer:\n\n```sh\n# x\n## y\n```\n', '```sh\n# x\n## y\n```'],
    ['Answer:\n> yes', '> yes'],
    ['Answer:\n- [ ] a\n- [x] b', '- [ ] a\n- [x] b'],
    ['```\nAnswer: no\n```\n\nAnswer: yes', 'yes'],
    ['<!--\nAnswer: no\n-->\nAnswer: yes', 'yes'],
    ['    Answer: no\n\nAnswer: yes', 'yes'],
    ['1. x\n    Answer: yes', 'yes'],
    ['Answer 2: no\nAnswer: yes', 'yes'],
  ])('is read from %j as %j', (lines, answer) => {
    expect(readQuestions(question(lines))[0]?.answer).toBe(answer);
    expect(readQuestions(question(lines).replaceAll('\n', '\r\n'))[0]?.answer).toBe(answer);
  });

  it.each([
    'Answer: _pending_',
    '**Answer: TBD**',
    'Answer: ****',
    'Answer: _waiting_ (a or b)',
    'Answer: `_waiting_`',
    'Answer: (your answer here)',
    'Answer: <!-- your answer -->',
    'Answer: <!-- your answer\nhere -->',
    'Answer: <!--\nyour answer\n-->',
    'Answer:\n<!--\nyour answer\n-->',
    'Answer:\n```\n_waiting_\n```',
    'Answer:\n```\n```',
    'Answer:\n> _waiting_',
    'Answer:\n- [ ] a\n- [ ] b',
    'Answer:\n\na) x\nb) y',
    'Answer: _waiting_\nb',
    '### Answer\n\n_waiting_',
    '```\nAnswer: yes\n```',
    '<!-- Answer: yes -->',
  ])('is still open in %j', (lines) => {
    expect(readQuestions(question(lines))[0]?.answer).toBeUndefined();
    expect(allAnswers(question(lines))).toBeUndefined();
  });

  it.each([
    ['a second open answer', 'Answer: yes\nAnswer: _waiting_'],
    ['an answer below a heading without a Q', 'Answer: yes\n### 2. Where?\nAnswer: TBD'],
    ['an answer in another section', 'Answer: yes\n## 2. Where?\nAnswer: TBD'],
    ['a question in a fence, and another fence open', 'Answer: yes\n```\n## Q2: x\n```\n```\n'],
  ])('does not open the gate beside %s', (_, lines) => {
    expect(readQuestions(question(lines))[0]?.answer).toMatch(/^yes/);
    expect(allAnswers(question(lines))).toBeUndefined();
  });

  it.each([
    ['Answer: _waiting_\nb it is', 'line "b it is" is below its placeholder'],
    ['Answer:\n_waiting_\nb it is', 'line "b it is" is below its placeholder'],
    ['Answer: _waiting_ b', 'its answer still has a placeholder in it'],
    ['Answer: _waiting_ (a or b)', undefined],
    ['Answer: _waiting_\n\n---', undefined],
    ['Answer:\n\na) x\nb) y', 'only options are below its "Answer:" line'],
    ['b it is', 'it has no "Answer:" line'],
  ])('says what is not read in %j', (lines, unread) => {
    expect(readQuestions(question(lines))[0]).toMatchObject({ answer: undefined, unread });
  });
});

describe('writing an answer', () => {
  it.each([
    ['**Answer:** _waiting_', '**Answer:** a'],
    ['> - Answer:\t_waiting_', '> - Answer:\ta'],
    ['Answer：TBD', 'Answer： a'],
    ['**Answer: TBD**', 'Answer: a'],
    ['### Answer\n\n_waiting_', '### Answer: a'],
    ['**Answer**', 'Answer: a'],
    [
      'Answer: <!-- b -->\n\n<!-- c -->\n---\n\nSuggestion: b',
      'Answer: a\n\n<!-- c -->\n---\n\nSuggestion: b',
    ],
    ['Answer: x\n```\n## y\n```', 'Answer: a'],
    ['```\nAnswer:\n```\nAnswer:', '```\nAnswer:\n```\nAnswer: a'],
    ['<!--\nAnswer:\n-->\nAnswer:', '<!--\nAnswer:\n-->\nAnswer: a'],
  ])('changes %j to %j and no other byte', (lines, written) => {
    const rest = '\n\n## Notes\n```\n## Q1: z\nAnswer: _waiting_\n```';
    for (const mark of ['', '\uFEFF']) {
      for (const eol of ['\n', '\r\n']) {
        const whole = (one: string): string =>
          `${mark}## Q1: x\n\n${one}${rest}`.replaceAll('\n', eol);
        // A line end that belonged to the old answer goes with it.
        const isLonger = lines.split('\n').length > written.split('\n').length;
        const found = writeAnswers(whole(lines), { '1': 'a' });
        if (isLonger) expect(found.endsWith(whole(written).slice(-60))).toBe(true);
        else expect(found).toBe(whole(written));
        expect(readQuestions(found)[0]?.answer).toBe('a');
      }
    }
  });

  it.each(['```\nAnswer:\n```', '```\nx', '<!-- Answer: -->', 'text'])(
    'adds a line behind %j',
    (lines) => {
      const text = `## Q1: x\n\n${lines}`;
      expect(writeAnswers(text, { '1': 'a' })).toBe(`${text}\nAnswer: a\n`);
    },
  );

  it('keeps the end of a file without a line end', () => {
    expect(writeAnswers('## Q1: x\nAnswer: _waiting_', { '1': 'a' })).toBe('## Q1: x\nAnswer: a');
  });

  it('never closes a comment that is open above the questions', () => {
    const written = writeAnswers('<!-- x\n## Q1: x\nAnswer:\n', { '1': 'a --> b' });
    expect(readQuestions(written)).toMatchObject([{ answer: 'a -- > b' }]);
  });
});
