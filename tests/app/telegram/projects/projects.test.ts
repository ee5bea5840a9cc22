import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { type BotState, openBotState } from '../../../../src/adapters/notify/telegram/bot-state.ts';
import { openChat } from '../../../../src/adapters/notify/telegram/moved-chat.ts';
import type { OpenedSession } from '../../../../src/app/ports/telegram.ts';
import { hearing, type HearingParts } from '../../../../src/app/telegram/hear.ts';
import { directoryFor } from '../../../../src/app/telegram/projects/directory.ts';
import { projectChats } from '../../../../src/app/telegram/projects/project-chats.ts';
import { renewTopics } from '../../../../src/app/telegram/projects/renew-topics.ts';
import type { ProjectChat } from '../../../../src/domain/fleet/chat/project-chat.ts';
import type { Incoming } from '../../../../src/domain/people/chat.ts';
import { sessionToken } from '../../../../src/domain/people/token.ts';
import { temporaryFolder } from '../../../support/session.ts';

const SHOP = '/shop/.samocode';
const BANK = '/bank/.samocode';
const RULES = { chats: ['-42'], userIds: [] };

let root: string;
let bot: BotState;
let chats: Map<string | undefined, ProjectChat>;

beforeEach(() => {
  root = temporaryFolder();
  bot = openBotState(root, '123:token');
  chats = new Map([
    [SHOP, { kind: 'read', rules: RULES }],
    [BANK, { kind: 'read', rules: { chats: ['-7'], userIds: [5] } }],
  ]);
});

/** Registers a session of a project; returns its path. */
function register(name: string, config: string | undefined, topic?: number): string {
  const path = join(root, name);
  mkdirSync(path);
  bot.register({ name, path, config, topic });
  return path;
}

const parts = (more: Partial<HearingParts> = {}): HearingParts => ({
  ...{ sessions: () => bot.sessions(), chatOf: (config) => chats.get(config), now: () => 0 },
  open: (known) => known as OpenedSession,
  queue: () => Promise.resolve({ queued: [], slots: [] }),
  fleet: () => undefined,
  heard: () => undefined,
  ...more,
});

const from = (chat: string, more: Partial<Incoming> = {}): Incoming => ({
  ...{ source: 'telegram:b:1', by: 'telegram:ann', what: { kind: 'command', word: 'x', rest: '' } },
  sender: { user: 5, chats: [chat], isGroup: true },
  ...more,
});

test('a command is about the sessions of its chat, and in a topic about those of that topic and of none', () => {
  for (const [name, topic] of [
    ['a', 3],
    ['b', 4],
    ['c', undefined],
  ] as const) {
    register(name, SHOP, topic);
  }
  register('other', BANK);
  const named = (incoming: Incoming) =>
    directoryFor(incoming, parts())
      .sessions()
      .map(({ name }) => name)
      .sort();
  expect(named(from('-42'))).toEqual(['a', 'b', 'c']);
  expect(named(from('-42', { topic: 4 }))).toEqual(['b', 'c']);
  expect(named(from('-7'))).toEqual(['other']);
});

test('a button finds each session, and its own project says whether the person may act', () => {
  const token = sessionToken(register('other', BANK, 9));
  const open = (incoming: Incoming) => directoryFor(incoming, parts()).open(token);
  expect(open(from('-7'))).toMatchObject({ refusal: undefined, isShown: true, isOfAnybody: false });
  expect(open(from('-42'))).toMatchObject({
    ...{ refusal: 'the project of the session has another chat', isShown: false },
  });
  expect(directoryFor(from('-7'), parts()).open('0'.repeat(16))).toBeUndefined();
});

test('one message reads the sessions of the bot once', () => {
  const token = sessionToken(register('a', SHOP));
  let reads = 0;
  const sessions = () => {
    reads += 1;
    return bot.sessions();
  };
  const directory = directoryFor(from('-42'), parts({ sessions }));
  expect([directory.sessions().length, directory.open(token)?.name, reads]).toEqual([1, 'a', 1]);
});

test('a message is answered from this machine without a fleet, and what was done is told', async () => {
  const heard: string[] = [];
  const apply = hearing(parts({ heard: (text) => heard.push(text) }));
  const list = { kind: 'command', word: 'list', rest: '' } as const;
  register('a', SHOP);
  const sender = { user: 5, chats: ['-42'], isGroup: false };
  expect((await apply(from('-42', { what: list, sender }))).messages?.[0]?.title).toBe('Queue');
  expect(heard).toEqual(['telegram:ann: command']);
});

test('the chats of projects are known once each, with the id that a chat has now', async () => {
  const idNow = (configured: string) =>
    openChat({ folder: root, configured, keeps: true, onMoved: () => undefined });
  const read = projectChats({
    chatOf: (config) => chats.get(config),
    ofFleet: (as) => Promise.resolve(as === 'now' ? [{ chats: ['-9'], userIds: [] }] : [undefined]),
    idNow: (configured) => idNow(configured).current(),
  });
  const sessions = [{ config: SHOP }, { config: SHOP }, { config: undefined }];
  expect(await read('known', sessions)).toEqual([RULES]);
  idNow('-42').movedTo('-100');
  expect(await read('now', sessions)).toEqual([
    { chats: ['-42', '-100'], userIds: [] },
    { chats: ['-9'], userIds: [] },
  ]);
});

test('sessions whose project names another topic are registered again, the one told of last as the last', () => {
  for (const name of ['old', 'new']) register(name, SHOP);
  register('bank', BANK);
  register('early', undefined);
  const before = bot.sessions().filter(({ config }) => config === SHOP);
  const registered: string[] = [];
  const again: typeof bot.register = (session) => {
    registered.push(session.name);
    bot.register(session);
  };
  const asked: string[] = [];
  renewTopics({ sessions: () => bot.sessions(), register: again }, { token: 'ours' }, (config) => {
    asked.push(config);
    return { token: config === SHOP ? 'ours' : 'theirs', topic: 3 };
  });
  expect(registered.reverse()).toEqual(before.map(({ name }) => name));
  const topics = Object.fromEntries(bot.sessions().map(({ name, topic }) => [name, topic]));
  expect(topics).toEqual({ old: 3, new: 3, bank: undefined, early: undefined });
  expect(asked.sort()).toEqual([BANK, SHOP]);
});
