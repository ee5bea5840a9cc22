import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/adapters/clock.ts';
import { openBotState } from '../../../../src/adapters/notify/telegram/bot-state.ts';
import { openOutcomes } from '../../../../src/adapters/notify/telegram/receive/outcomes.ts';
import { telegramPoller } from '../../../../src/adapters/notify/telegram/receive/poller.ts';
import { NEVER } from '../../../../src/app/ports/repository.ts';
import { leasesIn } from '../../../../src/cli/compose/running/leases-in.ts';
import type { ChatRules } from '../../../../src/domain/fleet/chat/chat-rules.ts';
import { ANN, BOT_TOKEN, CHAT, startBotApi } from '../../../support/bot-api.ts';
import { DIRECT } from '../../../support/network.ts';
import { until } from '../../../support/program.ts';
import { temporaryFolder } from '../../../support/session.ts';

type Projects = readonly ChatRules[];

/** A poller for Ann in one chat, whose clock stands still. */
async function opened(more: { readonly projects: () => Projects; readonly onWord?: () => void }) {
  const api = await startBotApi();
  const bot = openBotState(temporaryFolder(), BOT_TOKEN);
  mkdirSync(join(bot.folder, '.run'), { recursive: true });
  const seen = { reads: 0, nowMs: 0, asked: [] as string[] };
  const poller = telegramPoller({
    options: {
      ...{ token: BOT_TOKEN, chatId: String(CHAT), apiUrl: api.url, topic: undefined },
      chat: { current: () => String(CHAT), movedTo: () => undefined },
      onLostTopic: () => undefined,
      clock: { ...systemClock, monotonicMs: () => seen.nowMs },
      ...{ userAgent: 'test', network: DIRECT, stops: NEVER, userIds: [ANN.id] },
    },
    bot: {
      ...bot,
      sessions: () => {
        seen.reads += 1;
        return bot.sessions();
      },
    },
    leases: leasesIn(bot.folder, NEVER.stop),
    projects: (as) => {
      seen.asked.push(as);
      return Promise.resolve(more.projects());
    },
    outcomes: openOutcomes(),
    apply: ({ what }) => {
      const word = what.kind === 'command' ? what.word : '';
      if (word === 'wait') {
        seen.nowMs += 1000;
        more.onWord?.();
      }
      return Promise.resolve({ said: `heard ${word}` });
    },
    ...{ moved: () => undefined, warn: () => undefined, debug: () => undefined },
  });
  const go = async (): Promise<readonly (string | undefined)[]> => {
    poller.begin();
    await until(() => api.pending().length === 0, 'all to be confirmed');
    await poller.end();
    return api.shown.map(({ text }) => /heard (\w+)/.exec(text)?.[1]);
  };
  return { api, seen, go };
}

const EVE = { id: 8, first_name: 'Eve' };

test('the sessions of a bot are read once for all updates that come at once, and once more for strangers', async () => {
  const { api, seen, go } = await opened({ projects: () => [] });
  for (const word of ['/one', '/two', '/three']) api.say(word);
  for (const word of ['/four', '/five']) api.say(word, { from: EVE });
  expect(await go()).toEqual(['one', 'two', 'three']);
  expect(seen.asked).toEqual(['known', 'now']);
  expect(seen.reads).toBe(2);
});

test('a chat is heard that a machine told of after a stranger in the same answer of the API', async () => {
  const told: ChatRules[] = [];
  const { api, seen, go } = await opened({
    projects: () => [...told],
    onWord: () => told.push({ chats: ['43'], userIds: [EVE.id] }),
  });
  const chat = { id: 43, type: 'private' };
  api.haveChat(chat.id);
  api.say('/one', { from: EVE });
  api.say('/wait');
  api.say('/two', { from: EVE, chat });
  api.say('/three', { from: EVE, chat });
  expect(await go()).toEqual(['wait', 'two', 'three']);
  expect(seen.asked).toEqual(['known', 'now', 'now']);
});
