import { expect, test } from 'vitest';
import { openSentActs, sendAct } from '../../src/adapters/fleet/acts/acts.ts';
import { lastActOf } from '../../src/adapters/fleet/acts/outcomes.ts';
import { lateReplies, sendChatAct } from '../../src/adapters/fleet/chat/chat-acts.ts';
import { findChatSession, tellChatSessions } from '../../src/adapters/fleet/chat/chat-sessions.ts';
import type { FleetDatabase } from '../../src/adapters/fleet/database/database.ts';
import { type Token, writeToken } from '../../src/domain/people/chat.ts';
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
