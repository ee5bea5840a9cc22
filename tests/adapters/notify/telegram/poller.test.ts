import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/adapters/clock.ts';
import { openBotState } from '../../../../src/adapters/notify/telegram/bot-state.ts';
import { telegramPoller } from '../../../../src/adapters/notify/telegram/receive/poller.ts';
import { NEVER } from '../../../../src/app/ports/repository.ts';
import { leasesIn } from '../../../../src/cli/compose/running/leases-in.ts';
import { BOT_TOKEN, CHAT, startBotApi } from '../../../support/bot-api.ts';
import { DIRECT } from '../../../support/network.ts';
import { until } from '../../../support/program.ts';
import { temporaryFolder } from '../../../support/session.ts';

test('the sessions of a bot are read once for all updates that come at once, and once more for strangers', async () => {
  const api = await startBotApi();
  const bot = openBotState(temporaryFolder(), BOT_TOKEN);
  mkdirSync(join(bot.folder, '.run'), { recursive: true });
  let reads = 0;
  const asked: string[] = [];
  const poller = telegramPoller({
    options: {
      ...{ token: BOT_TOKEN, chatId: String(CHAT), apiUrl: api.url, topic: undefined },
      chat: { current: () => String(CHAT), movedTo: () => undefined },
      onLostTopic: () => undefined,
      ...{ userAgent: 'test', clock: systemClock, network: DIRECT, stops: NEVER, userIds: [7] },
    },
    bot: {
      ...bot,
      sessions: () => {
        reads += 1;
        return bot.sessions();
      },
    },
    leases: leasesIn(bot.folder, NEVER.stop),
    projects: (as) => {
      asked.push(as);
      return Promise.resolve([]);
    },
    moved: () => undefined,
    apply: ({ what }) => Promise.resolve({ said: `heard ${JSON.stringify(what)}` }),
    ...{ warn: () => undefined, debug: () => undefined },
  });
  for (const word of ['/one', '/two', '/three']) api.say(word);
  for (const word of ['/four', '/five']) api.say(word, { from: { id: 8, first_name: 'Eve' } });
  poller.begin();
  await until(() => api.pending().length === 0, 'all to be confirmed');
  await poller.end();
  expect(api.shown.map(({ text }) => /"word":"(\w+)"/.exec(text)?.[1])).toEqual([
    ...['one', 'two', 'three'],
  ]);
  expect(asked).toEqual(['known', 'now']);
  expect(reads).toBe(2);
});
