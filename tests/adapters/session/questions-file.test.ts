import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allAnswers } from '../../../src/domain/questions/questions.ts';
import { questionsTrouble } from '../../../src/domain/questions/questions-trouble.ts';
import { openSession } from '../../support/session.ts';

const TEXT = '## Q1: Où?\r\n\r\nAnswer: im Café\r\n';
const utf16 = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
  ['UTF-16', utf16],
  ['UTF-16, big endian', Buffer.from(utf16).swap16()],
  ['UTF-16 that is cut', Buffer.concat([utf16, Buffer.from(' ')])],
  ['Windows-1252', Buffer.from(TEXT, 'latin1')],
  [
    'Windows-1252 below UTF-8',
    Buffer.concat([Buffer.from(TEXT.slice(0, 14)), Buffer.from(TEXT.slice(14), 'latin1')]),
  ],
])('questions are read as a person saved them: %s', (_, bytes) => {
  const session = openSession();
  writeFileSync(session.at('_qa.md'), bytes);
  const text = session.store.questions()?.text ?? '';
  expect(text).toContain('Où?');
  expect(allAnswers(text)).toEqual({ 1: 'im Café' });
});

test('a file with NUL bytes opens no gate, and the reason names the encodings', () => {
  const text = Buffer.from(TEXT, 'utf16le').toString();
  expect(allAnswers(text)).toBeUndefined();
  expect(questionsTrouble(text, 'person')).toMatchObject({
    kind: 'unreadable',
    text: '_qa.md has NUL bytes: save it as UTF-8, or as UTF-16 with a byte order mark',
  });
});
