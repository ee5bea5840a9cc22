import { expect, test } from 'vitest';
import { buttonData } from '../../../../src/adapters/notify/telegram/button-data.ts';
import { TEXT_LIMIT } from '../../../../src/adapters/notify/telegram/message.ts';
import {
  type Edit,
  openOutcomes,
} from '../../../../src/adapters/notify/telegram/receive/outcomes.ts';
import { BOT_TOKEN } from '../../../support/bot-api.ts';

const buttons = buttonData(BOT_TOKEN);
const closing = (question: number) => ({
  closes: `✅ Q${question} is answered`,
  closed: [{ asked: '0123abcd', question }],
});

test('a message that is too long is cut above its outcomes', async () => {
  const outcomes = openOutcomes();
  const edits: Edit[] = [];
  let under = { message_id: 1, text: 'q'.repeat(TEXT_LIMIT) };
  for (const question of [1, 2, 3]) {
    await outcomes.show({ chatId: '42', under, reply: closing(question), buttons }, (edit) => {
      edits.push(edit);
      under = { message_id: 1, text: edit.text ?? '' };
      return Promise.resolve();
    });
  }
  const text = edits.at(-1)?.text ?? '';
  expect(text).toHaveLength(TEXT_LIMIT);
  expect(text.split('\n').slice(1)).toEqual([
    ...['', '✅ Q1 is answered', '✅ Q2 is answered', '✅ Q3 is answered'],
  ]);
});

test('a change waits for the one before it, which may fail', async () => {
  const outcomes = openOutcomes();
  const under = { message_id: 1, text: 'Questions' };
  const sent: (string | undefined)[] = [];
  let fail = (): void => undefined;
  const first = outcomes.show({ chatId: '42', under, reply: closing(1), buttons }, ({ text }) => {
    sent.push(text);
    return new Promise((_, reject) => {
      fail = () => {
        reject(new Error('no network'));
      };
    });
  });
  const second = outcomes.show({ chatId: '42', under, reply: closing(2), buttons }, ({ text }) => {
    sent.push(text);
    return Promise.resolve();
  });
  const both = 'Questions\n\n✅ Q1 is answered\n✅ Q2 is answered';
  await new Promise(setImmediate);
  expect(sent).toEqual([both]);
  fail();
  await expect(first).rejects.toThrow('no network');
  await second;
  expect(sent).toEqual([both, both]);
});
