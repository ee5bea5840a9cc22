import { beforeEach, expect, test } from 'vitest';
import type { ChatParts } from '../../../../src/app/fleet/chat/opened-chat.ts';
import { openFleetChat } from '../../../../src/app/fleet/chat/poll-for-all.ts';
import { toldSessions } from '../../../../src/app/fleet/chat/told-sessions.ts';
import type { ChatSession } from '../../../../src/app/ports/fleet/chat.ts';
import type { LateReply, SentChatAct } from '../../../../src/app/ports/fleet/chat-database.ts';
import type { PollingRight } from '../../../../src/app/ports/fleet/election.ts';

const RULES = { chats: ['-42'], userIds: [5] };
const late = (id: string): LateReply => ({
  ...{ id, session: 'fix', topic: undefined, chats: ['-42'], under: undefined },
  reply: { said: 'done' },
});
const there = (token: string, folder: string, isListed = true): ChatSession => ({
  ...{ token, folder, isListed, session: folder, config: '/shop/.samocode', machine: 'b' },
  ...{ topic: undefined, rules: RULES, isHere: false, seenAgoMs: undefined },
  ...{ phase: null, state: null, iteration: null, reason: null },
});

let done: string[];
let replies: LateReply[];
let isHeld: boolean;
let isSilent: boolean;
let whyNot: string | undefined;
let isWorking: boolean;
let heartbeatMs: number;
let nowMs: number;
let ticks: (() => void)[];

beforeEach(() => {
  [done, replies, ticks] = [[], [], []];
  [isHeld, isSilent, isWorking, whyNot] = [true, false, false, undefined];
  [heartbeatMs, nowMs] = [90_000, 0];
});

const right: PollingRight = {
  lost: new AbortController().signal,
  isHeld: () => isHeld,
  next: () => undefined,
  advance: () => Promise.resolve(),
  end: () => Promise.resolve(),
};

/** Notes what was done; rejects where the database is silent. */
function did<T>(what: string, answer: T): Promise<T> {
  if (isSilent) return Promise.reject(new Error('it is silent'));
  done.push(what);
  return Promise.resolve(answer);
}

const parts: ChatParts = {
  open: async () => {
    await did('open', undefined);
    return {
      machine: 'a',
      heartbeatMs: () => did('heartbeat', heartbeatMs),
      election: (everyMs) => ({ take: () => did(`take every ${everyMs}`, right) }),
      tell: (told) => did(`tell ${told.map(({ session }) => session).join()}`, undefined),
      sessions: () => Promise.resolve([there('1', 'x'), there('2', 'x'), there('3', 'y', false)]),
      find: () => Promise.resolve(undefined),
      send: (_, sent: SentChatAct) => did(`send ${sent.source}`, undefined),
      list: () => Promise.resolve([]),
      lateReplies: () => Promise.resolve(replies),
      noteTold: ({ id }) => did(`told ${id}`, undefined),
      endOldActs: () => did('end old acts', undefined),
      carryOutActs: () => did('acts', undefined),
      [Symbol.asyncDispose]: () => Promise.resolve(void done.push('close')),
    };
  },
  told: () => [],
  isWorking: () => isWorking,
  deliver: ({ id }) => did(`deliver ${id}`, whyNot),
  clock: { monotonicMs: () => nowMs },
  every: (_, tick) => {
    ticks.push(tick);
    return { end: () => void ticks.splice(ticks.indexOf(tick), 1) };
  },
  warn: (text) => void done.push(text),
};

const NEVER = new AbortController().signal;

/** What is done in a second, once its passes are over. */
async function second(): Promise<readonly string[]> {
  done = [];
  for (const tick of ticks) tick();
  await new Promise(setImmediate);
  return done;
}

async function polling() {
  const chat = openFleetChat(parts);
  await chat.election.take(NEVER);
  return chat;
}

test('the database is opened with the first wish to poll, and a right is renewed ten times in a heartbeat', async () => {
  const chat = openFleetChat(parts);
  expect([done, chat.fleet(), await chat.chats('now')]).toEqual([[], undefined, []]);
  expect(await chat.election.take(NEVER)).toBe(right);
  expect(await chat.election.take(NEVER)).toBe(right);
  expect(done).toEqual(['open', 'heartbeat', 'tell ', 'take every 9000', 'take every 9000']);
  await chat.end();
  expect([ticks, done.at(-1), chat.fleet()]).toEqual([[], 'close', undefined]);
});

test.each([
  [1000, 1000],
  [3_600_000, 20_000],
])('in a fleet with a heartbeat of %i ms a right is renewed every %i ms', async (beat, every) => {
  heartbeatMs = beat;
  await polling();
  expect(done.at(-1)).toBe(`take every ${every}`);
});

test('a database that is silent as polling begins is opened with the next wish', async () => {
  isSilent = true;
  const chat = openFleetChat(parts);
  await expect(chat.election.take(NEVER)).rejects.toThrow(
    'Telegram is not heard here, and is tried again: it is silent',
  );
  isSilent = false;
  expect(await chat.election.take(NEVER)).toBe(right);
});

test('what was sent to this machine is carried out, unless samocode work does it', async () => {
  await polling();
  expect(await second()).toContain('acts');
  isWorking = true;
  expect(await second()).not.toContain('acts');
});

test('the process that polls tells late replies in order, and goes on a minute after one that failed', async () => {
  await polling();
  replies = [late('1'), late('2')];
  isHeld = false;
  expect(await second()).toEqual(['acts']);
  isHeld = true;
  whyNot = 'no network';
  expect(await second()).toEqual([
    ...['end old acts', 'acts', 'deliver 1'],
    'the outcome of an act on fix is told later: no network',
  ]);
  nowMs = 59_999;
  expect(await second()).toEqual(['acts']);
  whyNot = undefined;
  nowMs = 60_000;
  expect(await second()).toEqual([
    ...['end old acts', 'acts', 'deliver 1', 'told 1', 'deliver 2', 'told 2'],
  ]);
});

test('a list has each session once, and a message without a known sender is not sent', async () => {
  const chat = await polling();
  const fleet = chat.fleet();
  expect((await fleet?.sessions())?.map(({ token }) => token)).toEqual(['1']);
  expect(fleet?.lastKnown()).toHaveLength(3);
  expect(await chat.chats('known')).toEqual([RULES, RULES, RULES]);
  const token = { kind: 'resume', session: '1' } as const;
  const said = { source: 'telegram:b:7', by: 'ann', what: { kind: 'press', token } } as const;
  expect(await fleet?.send(there('1', 'x'), said, { token })).toEqual({
    said: 'Nothing was done: Telegram does not say who sent it.',
  });
  const sender = { user: 5, chats: ['-42'], isGroup: false };
  await fleet?.send(there('1', 'x'), { ...said, sender }, { token });
  expect(done.at(-1)).toBe('send telegram:b:7');
});

test('a machine tells of sessions whose project it knows, by the names of their folders', () => {
  const named = { name: 'fix', path: '/s/26-11-30-fix', topic: 3 };
  const told = toldSessions(
    [
      { ...named, config: undefined },
      { ...named, config: '/shop/.samocode', isEnded: true },
    ],
    { machine: 'a', bot: 'hash', rulesOf: () => RULES },
  );
  expect(told).toEqual([
    expect.objectContaining({
      ...{ session: 'fix', folder: '26-11-30-fix', machine: 'a', bot: 'hash', isEnded: true },
      ...{ rules: RULES, topic: 3, token: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown },
    }),
  ]);
});
