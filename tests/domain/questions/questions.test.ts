import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answersIn, namesOf } from '../../../src/domain/questions/answers/named-answers.ts';
import {
  haveLostTheirs,
  unclearNumbers,
  writeAnswers,
} from '../../../src/domain/questions/answers/write-answers.ts';
import { readBlocks } from '../../../src/domain/questions/question-lines.ts';
import {
  allAnswers,
  isAnswersGateOpen,
  readQuestions,
} from '../../../src/domain/questions/questions.ts';

const QA = `# Questions

**Status:** waiting

## Q1: How do people sign in?
There are no accounts.

a) Password
b) Link

Suggestion: a, because of the reset

Answer: b,
but with a password later

## Q2: Are these assumptions right?
a) Yes

Suggestion: a

Answer: _waiting_

## Notes

Answer: this is none
`;

const question = (...lines: readonly string[]): string => ['## Q1: x', ...lines, ''].join('\n');
const answerOf = (text: string): string | undefined => readQuestions(text)[0]?.answer;

describe('the questions', () => {
  it('are read with text, suggestion and answer', () => {
    expect(readQuestions(QA)).toEqual([
      {
        number: 1,
        text: 'How do people sign in?',
        details: 'There are no accounts.\n\na) Password\nb) Link',
        suggestion: 'a, because of the reset',
        answer: 'b,\nbut with a password later',
      },
      {
        number: 2,
        text: 'Are these assumptions right?',
        details: 'a) Yes',
        suggestion: 'a',
        answer: undefined,
      },
    ]);
  });

  it.each([
    ['## Q1: Why?', 1],
    ['# Q1. Why?', 1],
    ['### Q12) Why?', 12],
    ['###### q7:Why?', 7],
    ['## Q007: Why?', 7],
    ['\uFEFF## Q1: Why?', 1],
    ['## Q1: Why?\r', 1],
  ])('have a heading like %j', (heading, number) => {
    expect(readQuestions(`${heading}\nAnswer: yes\n`)).toEqual([
      { number, text: 'Why?', details: '', suggestion: undefined, answer: 'yes' },
    ]);
  });

  it.each(['## Q: Why?', '## Quality: x', '## 1. Why?', '## Q1a: x', '**Why?**', 'See Q1: x'])(
    'have none like %j',
    (heading) => {
      expect(readQuestions(`${heading}\nAnswer: yes\n`)).toEqual([]);
    },
  );

  it('are not hidden by an odd character', () => {
    const text = '## Q1: a\u2028b\nAnswer: c\u2029d\n\n## Q2: e\rf\nAnswer: _waiting_\n';
    expect(readQuestions(text)).toMatchObject([{ answer: 'c\u2029d' }, { answer: undefined }]);
  });
});

describe('an answer', () => {
  it.each([
    ['Answer: yes', 'yes'],
    ['answer: yes', 'yes'],
    ['**Answer:** yes', 'yes'],
    ['**Answer**: yes', 'yes'],
    ['  - Answer: yes', 'yes'],
    ['> Answer: yes', 'yes'],
    ['Answer: **yes**', '**yes**'],
    ['Answer:\nyes', 'yes'],
    ['Answer:\n\nyes\n\nand no\n', 'yes\n\nand no'],
    ['Answer: one\r\ntwo\r', 'one\ntwo'],
    ['Answer: yes\n\n---', 'yes'],
    ['Answer: a\n---\nb', 'a\n---\nb'],
    ['Answer: waiting for you', 'waiting for you'],
    ['Answer: one\nAnswer: two', 'one\nAnswer: two'],
    ['Answer: one\n### more\ntwo', 'one\n### more\ntwo'],
    ['Answer: one\n## Notes\ntwo', 'one'],
  ])('is read from %j as %j', (lines, answer) => {
    expect(answerOf(question(lines))).toBe(answer);
  });

  it.each([
    'no answer line',
    'Answer:',
    'Answer: \t',
    'Answer: _waiting_',
    'Answer: WAITING',
    'Answer: **_waiting_**',
    'Answer: _waiting_ ',
    'Answer:\n_waiting_',
    'Answer: _waiting_\n---',
    'Answer: _waiting_\n\n---\n',
    'Answer:\n\n_waiting_\n---',
    'Answer: _waiting_\r\nsome remark',
    'Answer:\n\n---\n',
    'Answer:\n***',
  ])('is still open in %j', (lines) => {
    expect(answerOf(question(lines))).toBeUndefined();
    expect(allAnswers(question(lines))).toBeUndefined();
  });
});

describe('the answers gate', () => {
  const TEXT = '## Q1: x\nAnswer: a\n\n## Q2: y\nAnswer: b\n';
  const given = { kind: 'answers', answers: { '1': 'a', '2': 'b' } } as const;

  it('opens to what a person gave', () => {
    expect(allAnswers(TEXT)).toEqual(given.answers);
    expect(isAnswersGateOpen(given, TEXT)).toBe(true);
  });

  it.each([
    ['an answer changed', TEXT.replace('Answer: a', 'Answer: c')],
    ['an answer was taken back', TEXT.replace('Answer: a', 'Answer: _waiting_')],
    ['a question came', `${TEXT}\n## Q3: z\nAnswer: c\n`],
    ['the questions are gone', '# Questions\n'],
    ['the file is gone', undefined],
  ])('is closed when %s', (_, text) => {
    expect(isAnswersGateOpen(given, text)).toBe(false);
  });

  it('is closed without a person, whatever stands there', () => {
    expect(isAnswersGateOpen(undefined, TEXT)).toBe(false);
    expect(isAnswersGateOpen(undefined, undefined)).toBe(false);
  });

  it('stays open when a question was removed', () => {
    expect(isAnswersGateOpen(given, '## Q2: y\nAnswer: b\n')).toBe(true);
  });

  it('opens without questions by a person’s word, until one is asked', () => {
    const none = { kind: 'none-needed' } as const;
    expect(isAnswersGateOpen(none, undefined)).toBe(true);
    expect(isAnswersGateOpen(none, '# Questions\n')).toBe(true);
    expect(isAnswersGateOpen(none, TEXT)).toBe(false);
  });

  it('has no answers without a question or a file', () => {
    expect(allAnswers(undefined)).toBeUndefined();
    expect(allAnswers('')).toBeUndefined();
  });

  it('opens to two questions of one number', () => {
    const text = '## Q1: x\nAnswer: a\n\n## Q1: y\nAnswer: b\n';
    const answers = allAnswers(text);
    if (answers === undefined) throw new Error('open');
    expect(isAnswersGateOpen({ kind: 'answers', answers }, text)).toBe(true);
    expect(isAnswersGateOpen({ kind: 'answers', answers: { '1': 'b' } }, text)).toBe(false);
  });
});

describe('writing answers', () => {
  it('replaces the answers named and no other line', () => {
    expect(writeAnswers(QA, { '2': 'a' })).toBe(QA.replace('_waiting_', 'a'));
    expect(writeAnswers(QA, { '1': 'c' })).toBe(QA.replace('b,\nbut with a password later', 'c'));
    expect(writeAnswers(QA, {})).toBe(QA);
    expect(writeAnswers(QA, { '3': 'x' })).toBe(QA);
  });

  it('keeps every line’s own end, and the end of the file', () => {
    const mixed = '# x\n\r\n## Q1: x\r\nAnswer:\r\n\n## Notes\r\nend';
    expect(writeAnswers(mixed, { '1': 'a' })).toBe(
      '# x\n\r\n## Q1: x\r\nAnswer: a\r\n\n## Notes\r\nend',
    );
    expect(writeAnswers(`${QA}\n\n\n`, { '2': 'a' })).toBe(`${QA}\n\n\n`.replace('_waiting_', 'a'));
  });

  it('adds the line where there is none', () => {
    expect(writeAnswers('## Q1: x\n\n## Q2: y', { '1': 'a', '2': 'b' })).toBe(
      '## Q1: x\n\nAnswer: a\n\n## Q2: y\nAnswer: b\n',
    );
  });

  it('finds a question behind a byte order mark', () => {
    expect(writeAnswers('\uFEFF## Q1: x\nAnswer:\n', { '1': 'a' })).toBe(
      '\uFEFF## Q1: x\nAnswer: a\n',
    );
  });

  it('makes one line of an answer of several', () => {
    expect(writeAnswers(question('Answer:'), { '1': ' a\r\n\n  ## Q2: b \n' })).toBe(
      question('Answer: a ## Q2: b'),
    );
  });

  it('keeps an answer that is given again as it stands, with all its lines', () => {
    const code = 'use this:\n```\n  indented\n```';
    const text = `## Q1: x\nAnswer: ${code}\n\n## Q2: y\nAnswer:\n`;
    expect(writeAnswers(text, { '1': code, '2': 'b' })).toBe(
      text.replace(/Answer:\n$/, 'Answer: b\n'),
    );
  });

  it('fills the open ones of a number that two rounds used, once and again', () => {
    const text = '## Q1: Which?\nAnswer: PostgreSQL\n\n## Q1: Where?\nAnswer: _waiting_\n';
    const once = writeAnswers(text, { '1': 'here' });
    expect(once).toBe(text.replace('_waiting_', 'here'));
    expect(writeAnswers(once, { '1': 'here' })).toBe(once);
  });

  const TWO = '## Q1.1: May I test?\nAnswer:\n\n## Q1.2: May I deploy?\nAnswer: _waiting_\n';
  const named = (text: string, ...said: readonly string[]): Record<string, string> => {
    const names = namesOf(readQuestions(text));
    return Object.fromEntries(said.map((one, at) => [names[at] ?? '', one]));
  };

  it('gives each of several of a number its own answer, whichever are open, once and again', () => {
    const given = named(TWO, 'yes, but\nonly on staging', 'no');
    for (const text of [TWO, TWO.replace('Answer:\n', 'Answer: maybe\n')]) {
      const once = writeAnswers(text, given);
      expect(readQuestions(once).map(({ answer }) => answer)).toEqual([
        'yes, but only on staging',
        'no',
      ]);
      expect(writeAnswers(once, given)).toBe(once);
    }
  });

  it('gives each of several that are the same its own answer, too', () => {
    const text = '## Q1: x\nAnswer:\n\n## Q1: x\nAnswer:\n';
    const written = writeAnswers(text, named(text, 'a', 'b'));
    expect(readQuestions(written).map(({ answer }) => answer)).toEqual(['a', 'b']);
  });

  it('are no longer for a question that was reworded; ticks and spaces are no other wording', () => {
    const text = '## Q1: x\n- [ ] one\n- [ ] two\n\nAnswer:\n';
    const given = named(text, 'a');
    expect(haveLostTheirs(text.replace('[ ] one', '[x]  one'), given)).toBe(false);
    expect(haveLostTheirs(text.replace('one', 'three'), given)).toBe(true);
    expect(haveLostTheirs(text, { '7': 'a' })).toBe(false);
  });

  it.each([
    ['one of two', TWO.replace('Answer:\n', 'Answer: yes, but\nstaging\n'), ['yes, but staging']],
    ['the other one alone', '## Q1.2: May I deploy?\nAnswer: no\n', [undefined, 'no']],
    [
      'both in another order',
      '## Q1.2: May I deploy?\nAnswer: no\n\n## Q1.1: May I test?\nAnswer: yes,\nsoon\n',
      ['yes, soon', 'no'],
    ],
  ])('of a file go by the wording of its questions: %s', (_, file, said) => {
    const given = answersIn(readQuestions(file), readQuestions(TWO)) ?? {};
    expect(unclearNumbers(TWO, given)).toEqual([]);
    const after = readQuestions(writeAnswers(TWO, given));
    expect(after.map(({ answer }) => answer)).toEqual([said[0], said[1]]);
  });

  it('of a file with other words go by number, where that has one answer', () => {
    const asked = readQuestions(TWO);
    const file = '## Q1: …\nAnswer: yes\nno\n';
    expect(answersIn(readQuestions(file), asked)).toEqual({ '1': 'yes\nno' });
    expect(unclearNumbers(TWO, { '1': 'yes\nno' })).toEqual([1]);
    expect(answersIn(readQuestions(`${file}\n${file}`), asked)).toBeUndefined();
    const again = '## Q1: x\nAnswer: a\n\n## Q1: x\nAnswer:\n';
    const one = readQuestions('## Q1: x\nAnswer: b\n');
    expect(answersIn(one, readQuestions(again))).toEqual({ '1': 'b' });
  });

  it('are unclear where one answer would be that of several questions, unless these are the same', () => {
    const text = '## Q1: May I test?\nAnswer:\n\n## Q1: May I deploy?\nAnswer:\n';
    expect(unclearNumbers(text, { '1': 'yes' })).toEqual([1]);
    expect(unclearNumbers(text, { '1': 'yes\nno' })).toEqual([1]);
    expect(unclearNumbers(text, {})).toEqual([]);
    expect(unclearNumbers(text.replace('deploy', 'test'), { '1': 'yes' })).toEqual([]);
    expect(unclearNumbers(text.replace('Answer:', 'Answer: no'), { '1': 'yes' })).toEqual([]);
  });

  const answer = fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.string(),
      fc.constantFrom('a\nb', '## Q1: x'),
    )
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => /[a-z0-9]/i.test(text) && !/waiting/i.test(text));
  const line = fc.constantFrom(
    ...[
      '',
      'text',
      'Suggestion: a',
      'Answer: _waiting_',
      'Answer: old',
      '---',
      '### h',
      '## N',
      '\u2028',
    ],
    ...[
      '## Q1: a',
      '## Q2. b',
      '### Q3) c',
      '**Answer:** d',
      '# x',
      '**Q1: d**',
      'Q2: e',
      '\uFEFF',
    ],
    ...[
      '```',
      '```sh',
      '~~~',
      '> ```',
      '<!--',
      '-->',
      '<!-- x -->',
      '### Answer',
      'a) x',
      '- [ ] y',
    ],
  );
  const qa = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 20 })
    .map((lines) => lines.flat().join(''));
  const answers = fc.record({ '1': answer, '2': answer, '3': answer });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(qa, answers, (text, given) => {
        const before = readQuestions(text);
        const after = readQuestions(writeAnswers(text, given));
        expect(after.map(({ number, text: title }) => [number, title])).toEqual(
          before.map(({ number, text: title }) => [number, title]),
        );
        for (const [at, { number, answer: read }] of after.entries()) {
          const { answer: old } = before[at] ?? {};
          const says = Object.entries(given).find(([n]) => n === String(number))?.[1];
          const others = before.filter((one) => one.number === number);
          const isMeant = others.every((one) => one.answer !== undefined && one.answer !== says);
          expect(read).toBe(old === undefined || isMeant ? says : old);
        }
      }),
    );
  });

  it('leaves every byte of an answered question that was not named, or not meant', () => {
    const sections = (text: string): readonly string[] =>
      readBlocks(text).blocks.map(({ heading, lines }) =>
        text.slice(heading.start, (lines.at(-1) ?? heading).end),
      );
    fc.assert(
      fc.property(qa, answers, fc.subarray(['1', '2', '3']), (text, all, named) => {
        const given = Object.fromEntries(Object.entries(all).filter(([n]) => named.includes(n)));
        const before = readQuestions(text);
        const after = sections(writeAnswers(text, given));
        const was = sections(text);
        expect(after).toHaveLength(was.length);
        for (const [at, { number, answer: old }] of before.entries()) {
          if (old === undefined) continue;
          const others = before.filter((one) => one.number === number);
          const isMeant = others.every((one) => one.answer !== undefined);
          if (!named.includes(String(number)) || !isMeant) expect(after[at]).toBe(was[at]);
        }
      }),
    );
  });

  it('writes nothing new the second time', () => {
    fc.assert(
      fc.property(qa, answers, (text, given) => {
        const once = writeAnswers(text, given);
        expect(writeAnswers(once, given)).toBe(once);
      }),
    );
  });

  it('opens the gate to those who wrote', () => {
    fc.assert(
      fc.property(qa, answers, (text, given) => {
        const written = writeAnswers(text, given);
        const all = allAnswers(written);
        fc.pre(all !== undefined);
        expect(isAnswersGateOpen({ kind: 'answers', answers: all }, written)).toBe(true);
      }),
    );
  });
});

describe('any text at all', () => {
  it('is read and written without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        readQuestions(text);
        expect(writeAnswers(text, {})).toBe(text);
      }),
    );
  });

  it('is read in no time, however odd', () => {
    const many = 200_000;
    for (const odd of [' '.repeat(many), '\n'.repeat(many), '_'.repeat(many), '*'.repeat(many)]) {
      const text = question(`Answer: a${odd}b`, `${odd}x`, `Answer: ${odd}`);
      readQuestions(text);
      writeAnswers(text, { '1': `a${odd}b` });
    }
  }, 60_000);
});
