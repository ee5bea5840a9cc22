import { expect, test } from 'vitest';
import { openSentActs, sendAct } from '../../src/adapters/fleet/acts/acts.ts';
import { lastActOf } from '../../src/adapters/fleet/acts/outcomes.ts';
import { endOldActs, lateReplies, sendChatAct } from '../../src/adapters/fleet/chat/chat-acts.ts';
import {
  chatSessions,
  findChatSession,
  tellChatSessions,
} from '../../src/adapters/fleet/chat/chat-sessions.ts';
import type { FleetDatabase } from '../../src/adapters/fleet/database/database.ts';
import { type Token, writeToken } from '../../src/domain/people/token.ts';
import { newFleet } from '../support/fleet/fleet-scene.ts';

const CONFIG = '/shop/.samocode';
const OLD = '1'.repeat(16);
const NEW = '2'.repeat(16);

async function tell(database: FleetDatabase, token: string, folder: string, machine: string) {
  const of = {
    token,
    bot: 'bot',
    config: CONFIG,
    session: 'login',
    topic: undefined,
    rules: undefined,
  };
  await tellChatSessions(database.sql, [{ ...of, folder, machine }]);
}

async function press(database: FleetDatabase, session: string, folder: string): Promise<string> {
  const token: Token = { kind: 'pause', session };
  const sender = { user: 5, chats: ['1'], isGroup: false };
  return await sendAct(database.sql, {
    ...{ config: CONFIG, session: 'login', token: null, by: 'telegram:ann' },
    act: { kind: 'chat', bot: 'b', token: writeToken(token), about: 'pause', folder, sender },
  });
}

async function opened(database: FleetDatabase, machine: string): Promise<readonly string[]> {
  return (await openSentActs({ database, machine }).open()).map(({ id }) => id);
}

test('a message of an older session reaches no newer one of its name', async () => {
  const database = await newFleet();
  await tell(database, OLD, '26-11-29-login', 'a');
  await tell(database, NEW, '26-11-30-login', 'b');
  await database.sql.executeSql(
    `insert into samocode.session (config, session, folder, home, iteration) values ($1, 'login', '26-11-30-login', 'c', 3)`,
    [CONFIG],
  );
  const [old, newer] = [await find(OLD), await find(NEW)];
  expect([old?.machine, old?.iteration]).toEqual(['a', null]);
  expect([newer?.machine, newer?.iteration]).toEqual(['c', 3]);
  const [first, second] = [
    await press(database, OLD, '26-11-29-login'),
    await press(database, NEW, '26-11-30-login'),
  ];
  expect(await opened(database, 'a')).toEqual([first]);
  expect(await opened(database, 'b')).toEqual([]);
  expect(await opened(database, 'c')).toEqual([second]);

  async function find(token: string) {
    return await findChatSession(database.sql, 'x', token);
  }
});

test('of two sessions of one name that run by hand, the machine of the message gets it', async () => {
  const database = await newFleet();
  await tell(database, OLD, '26-11-29-login', 'a');
  await tell(database, NEW, '26-11-30-login', 'b');
  const act = await press(database, NEW, '26-11-30-login');
  expect(await opened(database, 'a')).toEqual([]);
  expect(await opened(database, 'b')).toEqual([act]);
});

test('a message that changed nothing is not the last act on a session; its outcome is told once', async () => {
  const database = await newFleet();
  await tell(database, NEW, '26-11-30-login', 'b');
  const of = { config: CONFIG, session: 'login' };
  const first = await press(database, NEW, '26-11-30-login');
  expect(await lastActOf(database.sql, of)).toMatchObject({ id: first, kind: 'pause' });
  const acts = openSentActs({ database, machine: 'b' });
  await acts.settle(first, { isDone: false, said: 'no' });
  expect(await lastActOf(database.sql, of)).toBeNull();
  const sender = { user: 5, chats: ['1'], isGroup: false };
  const token = writeToken({ kind: 'pause', session: NEW });
  const sent = sendChatAct(database.sql, of, {
    ...{ source: 'u1', by: 'telegram:ann' },
    act: { kind: 'chat', bot: 'b', token, about: 'pause', folder: '26-11-30-login', sender },
  });
  await expect.poll(async () => (await acts.open()).length).toBe(1);
  await acts.settle('u1', { isDone: true, said: 'paused' });
  const late = await lateReplies(database.sql, 'b');
  expect(late.map(({ id }) => id)).not.toContain('u1');
  expect(await sent).toMatchObject({ said: 'paused' });
});

test('a session that runs by hand is listed until it is done or has told nothing for a week, and forgotten after 60 days', async () => {
  const database = await newFleet();
  const [IDLE, GONE] = ['3'.repeat(16), '4'.repeat(16)];
  const folders = { [OLD]: 'old', [NEW]: 'new', [IDLE]: 'idle', [GONE]: 'gone' };
  for (const [token, folder] of Object.entries(folders)) await tell(database, token, folder, 'a');
  const past = (token: string, days: number) =>
    database.sql.executeSql(
      `update samocode.chat_session set told_at = now() - interval '${days} days' where token = $1`,
      [token],
    );
  await past(IDLE, 8);
  await past(GONE, 61);
  const named = {
    bot: 'bot',
    config: CONFIG,
    session: 'login',
    topic: undefined,
    rules: undefined,
  };
  const old = { ...named, token: OLD, folder: 'old', machine: 'a' };
  await tellChatSessions(database.sql, [{ ...old, isEnded: true }]);
  // `samocode listen` begins there later, and tells of all that it knows.
  const idle = { ...old, token: IDLE, folder: 'idle', toldAtMs: Date.now() - 8 * 86_400_000 };
  await tellChatSessions(database.sql, [{ ...old, toldAtMs: Date.now() }, idle]);
  const all = await chatSessions(database.sql, 'x', 'bot');
  const foldersOf = (isListed: boolean) =>
    all.filter((one) => one.isListed === isListed).map(({ folder }) => folder);
  expect([foldersOf(true), foldersOf(false).toSorted()]).toEqual([['new'], ['idle', 'old']]);
  // Its buttons still reach it; a session of the fleet is listed however old its messages are.
  expect(await findChatSession(database.sql, 'x', IDLE)).toMatchObject({ isListed: false });
  await past(NEW, 61);
  await database.sql.executeSql(
    `insert into samocode.session (config, session, folder, home, state) values ($1, 'login', 'new', 'c', 'waiting')`,
    [CONFIG],
  );
  await tellChatSessions(database.sql, [idle]);
  expect(await findChatSession(database.sql, 'x', NEW)).toMatchObject({ isListed: true });
});

test('a message whose machine runs nothing for a day is ended, and its person is told', async () => {
  const database = await newFleet();
  await tell(database, NEW, '26-11-30-login', 'b');
  const [old, young, redone] = [
    await press(database, NEW, '26-11-30-login'),
    await press(database, NEW, '26-11-30-login'),
    await press(database, NEW, '26-11-30-login'),
  ];
  await database.sql.executeSql(
    `update samocode.act set made_at = now() - interval '26 hours' where id = any ($1)`,
    [[old, redone]],
  );
  // Another machine took the session over, and looks whether it has the act.
  await database.sql.executeSql('update samocode.act set done_at = now() where id = $1', [redone]);
  await endOldActs(database.sql, 'b');
  expect(await opened(database, 'b')).toEqual([young, redone]);
  expect((await lateReplies(database.sql, 'b')).map(({ id, reply }) => [id, reply.said])).toEqual([
    [old, 'Nothing was done: its machine was away for a day.'],
  ]);
});

test('a project whose settings cannot be read for a moment keeps the rules that its machine told', async () => {
  const database = await newFleet();
  const of = {
    ...{ token: NEW, bot: 'bot', config: CONFIG, session: 'login', folder: 'new', machine: 'a' },
    topic: undefined,
  };
  const rules = { chats: ['-42'], userIds: [5] };
  await tellChatSessions(database.sql, [{ ...of, rules }]);
  await tellChatSessions(database.sql, [{ ...of, rules: undefined }]);
  expect(await findChatSession(database.sql, 'a', NEW)).toMatchObject({ rules });
  const changed = { ...rules, userIds: [6] };
  await tellChatSessions(database.sql, [{ ...of, rules: changed }]);
  expect(await findChatSession(database.sql, 'a', NEW)).toMatchObject({ rules: changed });
});
