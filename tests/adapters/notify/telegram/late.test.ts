import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/adapters/clock.ts';
import { openBotState } from '../../../../src/adapters/notify/telegram/bot-state.ts';
import { buttonData } from '../../../../src/adapters/notify/telegram/button-data.ts';
import { lateDelivery } from '../../../../src/adapters/notify/telegram/receive/late.ts';
import { openOutcomes } from '../../../../src/adapters/notify/telegram/receive/outcomes.ts';
import { telegramPoller } from '../../../../src/adapters/notify/telegram/receive/poller.ts';
import { NEVER } from '../../../../src/app/ports/repository.ts';
import { leasesIn } from '../../../../src/cli/compose/running/leases-in.ts';
import type { ChatReply } from '../../../../src/domain/people/chat.ts';
import { sessionToken, type Token } from '../../../../src/domain/people/token.ts';
import { BOT_TOKEN, CHAT, startBotApi } from '../../../support/bot-api.ts';
import { DIRECT } from '../../../support/network.ts';
import { until } from '../../../support/program.ts';
import { temporaryFolder } from '../../../support/session.ts';

const session = sessionToken('/s/it');
const asked = '0123abcd';

function button(question: number): { text: string; callback_data: string } {
  const token: Token = { kind: 'choose', session, asked, question, option: 0 };
  return { text: `a${question}`, callback_data: buttonData(BOT_TOKEN).write(token) };
}

const closing = (question: number): ChatReply => ({
  ...{ said: `Q${question} is answered`, closes: `✅ Q${question} is answered` },
  closed: [{ asked, question }],
});

async function opened() {
  const api = await startBotApi();
  const markup = { inline_keyboard: [[button(1)], [button(2)], [button(3)], [button(4)]] };
  const sent = { chat_id: CHAT, text: 'Questions', reply_markup: markup };
  await fetch(`${api.url}/bot${BOT_TOKEN}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  });
  const options = {
    ...{ token: BOT_TOKEN, chatId: String(CHAT), apiUrl: api.url, topic: undefined, stops: NEVER },
    chat: { current: () => String(CHAT), movedTo: () => undefined },
    onLostTopic: () => undefined,
    ...{ userAgent: 'samocode/test', clock: systemClock, network: DIRECT },
  };
  const outcomes = openOutcomes();
  // All were pressed while the message was as it had been sent.
  const under = { message_id: 1, text: 'Questions', reply_markup: markup };
  const deliver = lateDelivery(options, outcomes);
  const late = async (question: number): Promise<void> => {
    const reply = closing(question);
    const why = await deliver({ reply, topic: undefined, chats: [String(CHAT)], under });
    expect(why).toBeUndefined();
  };
  return { api, options, outcomes, deliver, late };
}

test('two late outcomes of one message are both below it, and the buttons of both are gone', async () => {
  const { api, deliver, late } = await opened();
  for (const question of [1, 2]) await late(question);
  const [message] = api.shown;
  expect(message?.text).toBe('Questions\n\n✅ Q1 is answered\n✅ Q2 is answered');
  expect(message?.buttons.map(({ text }) => text)).toEqual(['a3', 'a4']);
  const other = { reply: { said: 'Noted' }, topic: undefined, chats: [], under: 'unreadable' };
  expect(await deliver(other)).toBeUndefined();
  expect(api.shown.map(({ text }) => text).slice(1)).toEqual([
    ...['Q1 is answered', 'Q2 is answered', 'Noted'],
  ]);
});

test('outcomes that come at once and late ones are all below their message, in any order', async () => {
  const { api, options, outcomes, late } = await opened();
  const [message] = api.shown;
  if (message === undefined) throw new Error('the message was not sent');
  const bot = openBotState(temporaryFolder(), BOT_TOKEN);
  mkdirSync(join(bot.folder, '.run'), { recursive: true });
  const poller = telegramPoller({
    ...{ options: { ...options, userIds: [] }, bot, outcomes },
    leases: leasesIn(bot.folder, NEVER.stop),
    projects: () => Promise.resolve([]),
    apply: ({ what }) => {
      if (what.kind !== 'press' || what.token?.kind !== 'choose') throw new Error('another button');
      return Promise.resolve(closing(what.token.question));
    },
    ...{ moved: () => undefined, warn: () => undefined, debug: () => undefined },
  });
  const atOnce = async (question: number): Promise<void> => {
    api.press(message, `a${question}`);
    await until(() => api.pending().length === 0, `Q${question} to be confirmed`);
  };
  poller.begin();
  await late(1);
  await atOnce(2);
  await late(3);
  expect(message.text).toBe('Questions\n\n✅ Q1 is answered\n✅ Q2 is answered\n✅ Q3 is answered');
  expect(message.buttons.map(({ text }) => text)).toEqual(['a4']);
  await atOnce(4);
  await late(2);
  await poller.end();
  expect(message.text.split('\n').slice(2)).toEqual(
    [1, 2, 3, 4].map((question) => `✅ Q${question} is answered`),
  );
  expect(message.buttons).toEqual([]);
});
