import { describe, expect, it } from 'vitest';
import { allAnswers } from '../../../src/domain/questions/questions.ts';
import { mayAsk, questionsTrouble } from '../../../src/domain/questions/questions-trouble.ts';
import { hasConflict } from '../../../src/domain/text/markdown/conflict.ts';

const TWO = ['<<<<<<< HEAD', 'Answer: yes', '=======', 'Answer: no', '>>>>>>> other'];

describe('the marks of a merge conflict', () => {
  it.each([
    ['around an answer line', ['## Q1: x', ...TWO], [2, 4, 6]],
    [
      'with the common base',
      ['## Q1: x', ...TWO.toSpliced(2, 0, '||||||| base', 'Answer: a')],
      [2, 4, 6, 8],
    ],
    [
      'around the text of a question',
      ['## Q1: x', ...TWO.with(1, 'a').with(3, 'b'), 'Answer: b'],
      [2, 4, 6],
    ],
    ['twice', ['## Q1: x', ...TWO, '', ...TWO], [2, 4, 6, 8, 10, 12]],
    ['around a comment', [...TWO.with(1, '<!-- a -->'), '## Q1: x', 'Answer: b'], [1, 3, 5]],
  ])('%s close the gate, and their lines are named', (_, lines, numbers) => {
    for (const end of ['\n', '\r\n']) {
      const text = `\uFEFF${lines.join(end)}`;
      expect(hasConflict(text)).toBe(true);
      expect(allAnswers(text)).toBeUndefined();
      expect(questionsTrouble(text, 'unknown')).toMatchObject({
        kind: 'conflict',
        text: expect.stringContaining(`(line ${numbers.join(', ')})`) as string,
      });
    }
  });

  it.each([
    ['a heading underlined by =', '## Q1: x\nAnswer: yes\n\nMore\n=======\n'],
    ['an example in a fence', `## Q1: x\n\`\`\`\n${TWO.join('\n')}\n\`\`\`\nAnswer: yes\n`],
    ['more of them', '## Q1: x\n<<<<<<<< no\nAnswer: yes\n'],
    ['a quoted line', '## Q1: x\nAnswer: no\n\n>>>>>>> see mail\n=======\n<<<<<<< a\n'],
    ['words with them', '## Q1: x\nAnswer: type >>>>>>> here\n'],
  ])('are not %s', (_, text) => {
    expect(hasConflict(text)).toBe(false);
    expect(allAnswers(text)).toHaveProperty('1');
  });

  it('may hide questions', () => {
    expect(mayAsk(TWO.with(1, 'a').with(3, 'b').join('\n'))).toBe(true);
  });
});
