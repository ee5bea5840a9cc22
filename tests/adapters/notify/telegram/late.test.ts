import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/adapters/clock.ts';
import { buttonData } from '../../../../src/adapters/notify/telegram/button-data.ts';
import { lateDelivery } from '../../../../src/adapters/notify/telegram/receive/late.ts';
import { NEVER } from '../../../../src/app/ports/repository.ts';
import { sessionToken, type Token } from '../../../../src/domain/people/chat.ts';
import { BOT_TOKEN, CHAT, startBotApi } from '../../../support/bot-api.ts';
import { DIRECT } from '../../../support/network.ts';

const session = sessionToken('/s/it');
const asked = '0123abcd';

function button(question: number): { text: string; callback_data: string } {
  const token: Token = { kind: 'choose', session, asked, question, option: 0 };
  return { text: `a${question}`, callback_data: buttonData(BOT_TOKEN).write(token) };
}

test('two late outcomes of one message are both below it, and the buttons of both are gone', async () => {
  const api = await startBotApi();
  const markup = { inline_keyboard: [[button(1)], [button(2)], [button(3)]] };
  const sent = { chat_id: CHAT, text: 'Questions', reply_markup: markup };
  await fetch(`${api.url}/bot${BOT_TOKEN}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  });
  const deliver = lateDelivery({
    ...{ token: BOT_TOKEN, chatId: String(CHAT), apiUrl: api.url, topic: undefined, stops: NEVER },
    chat: { current: () => String(CHAT), movedTo: () => undefined },
    onLostTopic: () => undefined,
    ...{ userAgent: 'samocode/test', clock: systemClock, network: DIRECT },
  });
  // Both were pressed while the message was as it had been sent.
  const under = { message_id: 1, text: 'Questions', reply_markup: markup };
  for (const question of [1, 2]) {
    const said = `Q${question} is answered`;
    const reply = { said, closes: `✅ ${said}`, closed: [{ asked, question }] };
    expect(
      await deliver({ reply, topic: undefined, chats: [String(CHAT)], under }),
    ).toBeUndefined();
  }
  const [message] = api.shown;
  expect(message?.text).toBe('Questions\n\n✅ Q1 is answered\n✅ Q2 is answered');
  expect(message?.buttons.map(({ text }) => text)).toEqual(['a3']);
  const other = { reply: { said: 'Noted' }, topic: undefined, chats: [], under: 'unreadable' };
  expect(await deliver(other)).toBeUndefined();
  expect(api.shown.map(({ text }) => text).slice(1)).toEqual([
    ...['Q1 is answered', 'Q2 is answered', 'Noted'],
  ]);
});
