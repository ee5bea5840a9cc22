import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buttonData } from '../../../../src/adapters/notify/telegram/button-data.ts';
import type { Circle } from '../../../../src/adapters/notify/telegram/receive/circle.ts';
import { readUpdate, updateId } from '../../../../src/adapters/notify/telegram/receive/update.ts';
import { referenceLine, referenceUrl } from '../../../../src/domain/people/reference.ts';
import { sessionToken, type Token, writeToken } from '../../../../src/domain/people/token.ts';

const BUTTONS = buttonData('1:secret');
const CIRCLE: Circle = {
  chatIds: ['42'],
  topics: [],
  projects: [],
  userIds: [7],
  botName: 'samo_bot',
  selfId: 4711,
  botId: 'b',
  buttons: BUTTONS,
};
const ANN = { id: 7, username: 'ann' };
const HERE = { id: 42, type: 'private' };
const GROUP = { id: 42, type: 'supergroup' };
const NOTE: Token = { kind: 'note', session: sessionToken('/s') };

const read = (fields: object, circle = CIRCLE) => readUpdate({ update_id: 5, ...fields }, circle);
const says = (text: string, more: object = {}, circle = CIRCLE) =>
  read({ message: { message_id: 1, chat: HERE, from: ANN, text, ...more } }, circle);

describe('an update', () => {
  test('of a button names the token, who pressed, and the update', () => {
    const message = { message_id: 9, chat: HERE, text: 'Q1' };
    const callback_query = { id: 'q', from: ANN, data: BUTTONS.write(NOTE), message };
    expect(read({ callback_query })).toEqual({
      kind: 'incoming',
      incoming: {
        source: 'telegram:b:5',
        by: 'telegram:ann',
        topic: 1,
        sender: { user: 7, chats: ['42'], isGroup: false },
        what: { kind: 'press', token: NOTE },
      },
      callback: 'q',
      under: expect.objectContaining({ message_id: 9, text: 'Q1' }) as object,
    });
  });

  test('in the chat of another project that uses the bot is for those whom that project names', () => {
    const projects = [{ chats: ['-43', '@bank'], userIds: [8] }];
    const circle = { ...CIRCLE, topics: [3], projects };
    const at = (id: number, from: object) =>
      says('/status', { chat: { id, type: 'supergroup' }, from }, circle);
    expect(at(-43, { id: 8 })).toMatchObject({
      ...{ kind: 'incoming', chatId: '-43' },
      incoming: { isForOthers: true, sender: { user: 8, chats: ['-43', '@bank'], isGroup: true } },
    });
    expect(at(-43, ANN)).toEqual({ kind: 'ignored', stranger: true });
    expect(at(-44, { id: 8 })).toEqual({ kind: 'ignored', stranger: true });
    expect(says('/status', { from: { id: 8 } }, circle)).toMatchObject({ stranger: true });
    const open = { ...CIRCLE, projects: [{ chats: ['-43'], userIds: [] }] };
    const chat = { id: -43, type: 'group' };
    expect(says('/status', { chat }, open)).toMatchObject({ incoming: { isForOthers: true } });
  });

  test('in a chat that several projects share is for the users of each', () => {
    const at = (from: number, userIds: readonly number[], more: object = {}) =>
      says(
        '/status',
        { chat: GROUP, from: { id: from } },
        { ...CIRCLE, projects: [{ chats: ['42', '@team'], userIds }], ...more },
      );
    const chats = ['42', '@team'];
    expect(at(8, [8])).toMatchObject({
      ...{ kind: 'incoming', chatId: undefined },
      incoming: { isForOthers: true, sender: { user: 8, chats } },
    });
    expect(at(8, [])).toMatchObject({ incoming: { isForOthers: true } });
    expect(at(9, [8])).toEqual({ kind: 'ignored', stranger: true });
    const named = at(7, [8]);
    expect(named).toMatchObject({ incoming: { sender: { user: 7, chats } } });
    expect(named).not.toMatchObject({ incoming: { isForOthers: true } });
    // The project whose process hears it lets everybody in, and the other one names this user.
    expect(at(8, [8], { userIds: [] })).toMatchObject({ incoming: { isAnybody: true } });
  });

  test('a photo or a voice message to us has no text: in a group only as a reply to us', () => {
    const photo = { photo: [{ file_id: 'f' }], text: undefined };
    const ours = { from: { id: 4711, is_bot: true }, text: referenceLine(NOTE), entities: [] };
    expect(says('', photo)).toEqual({ kind: 'no-text', topic: 1 });
    expect(says('', { voice: { file_id: 'f' }, text: undefined })).toMatchObject({
      kind: 'no-text',
    });
    expect(says('', { ...photo, from: { id: 8 } })).toEqual({ kind: 'ignored', stranger: true });
    expect(says('', { ...photo, chat: GROUP })).toMatchObject({ kind: 'ignored' });
    const reply = { ...photo, chat: GROUP, reply_to_message: ours };
    expect(says('', reply)).toMatchObject({ kind: 'no-text' });
    expect(says('', { new_chat_title: 'x', text: undefined })).toMatchObject({ kind: 'ignored' });
  });

  test('a button that this bot did not make has no token', () => {
    const made = BUTTONS.write(NOTE);
    const forged = [
      writeToken(NOTE),
      buttonData('2:other').write(NOTE),
      made.replace(/^t/, 'R'),
      made.slice(0, -1),
      `${made}x`,
      '',
    ];
    for (const data of forged) expect(BUTTONS.read(data), data).toBeUndefined();
    expect([BUTTONS.read(made), Buffer.byteLength(made) <= 64]).toEqual([NOTE, true]);
  });

  test.each([
    ['/status', { word: 'status', rest: '' }],
    ['/Pause@SAMO_bot  my session ', { word: 'pause', rest: 'my session' }],
    ['/log\nx', { word: 'log', rest: 'x' }],
  ])('is a command: %j', (text, what) => {
    expect(says(text, { chat: GROUP })).toMatchObject({
      incoming: { what: { kind: 'command', ...what } },
    });
  });

  test('samocode ignores a command to another bot', () => {
    expect(says('/status@other_bot')).toEqual({ kind: 'ignored', stranger: false });
  });

  test('a reply to a notice counts, also in a group; other messages in a group do not', () => {
    const reply_to_message = {
      text: `x\n${referenceLine(NOTE)}`,
      from: { is_bot: true, id: 4711 },
    };
    expect(says('yes', { chat: GROUP, reply_to_message })).toMatchObject({
      incoming: { what: { kind: 'text', text: 'yes', reference: NOTE } },
    });
    const forged = { ...reply_to_message, from: { is_bot: false } };
    expect(says('yes', { chat: GROUP, reply_to_message: forged }).kind).toBe('ignored');
    const ofAnother = { ...reply_to_message, from: { is_bot: true, id: 4712 } };
    expect(says('yes', { chat: GROUP, reply_to_message: ofAnother }).kind).toBe('ignored');
    expect(says('yes', { chat: GROUP }).kind).toBe('ignored');
    expect(says('yes')).toMatchObject({ incoming: { what: { reference: undefined } } });
  });

  test('the reference of a reply is an invisible link of our message', () => {
    const entities = [
      { type: 'url', offset: 0, length: 9 },
      { type: 'text_link', offset: 0, length: 1, url: referenceUrl(NOTE) },
    ];
    const from = { is_bot: true, id: 4711 };
    const reply = { text: 'x', from, entities };
    expect(says('yes', { reply_to_message: reply })).toMatchObject({
      incoming: { what: { reference: NOTE } },
    });
    const bare = { ...reply, entities: 'garbage' };
    expect(says('yes', { reply_to_message: bare })).toMatchObject({
      incoming: { what: { reference: undefined } },
    });
  });

  describe('in a forum', () => {
    const forum = { ...CIRCLE, topics: [77] };
    const inTopic = (topic: number) => ({
      ...{ chat: GROUP, message_thread_id: topic, is_topic_message: true },
    });
    const reply_to_message = { text: referenceLine(NOTE), from: { is_bot: true, id: 4711 } };

    test('a command counts in our topic alone', () => {
      expect(says('/status', inTopic(77), forum)).toMatchObject({ incoming: { topic: 77 } });
      expect(says('/status', inTopic(78), forum).kind).toBe('ignored');
      expect(says('/status', { chat: GROUP }, forum).kind).toBe('ignored');
      const general = { ...CIRCLE, topics: [1] };
      expect(says('/status', { chat: GROUP }, general)).toMatchObject({ incoming: { topic: 1 } });
    });

    test('a thread of replies is no topic', () => {
      const thread = { chat: GROUP, message_thread_id: 77 };
      expect(says('/status', thread, forum).kind).toBe('ignored');
    });

    test('a reply and a button count wherever their message went', () => {
      expect(says('yes', { ...inTopic(78), reply_to_message }, forum)).toMatchObject({
        incoming: { topic: 78, what: { reference: NOTE } },
      });
      const message = { message_id: 9, chat: GROUP, text: 'Q1' };
      const callback_query = { id: 'q', from: ANN, data: BUTTONS.write(NOTE), message };
      expect(read({ callback_query }, forum).kind).toBe('incoming');
    });
  });

  describe('of an edited message', () => {
    const edited = (text: string, more: object = {}) =>
      read({ edited_message: { message_id: 1, chat: HERE, from: ANN, text, ...more } });

    test('is marked as one', () => {
      const reply_to_message = { text: referenceLine(NOTE), from: { is_bot: true, id: 4711 } };
      expect(edited('yes', { reply_to_message })).toMatchObject({
        incoming: { isEdited: true, what: { kind: 'text', reference: NOTE } },
      });
      expect(edited('/stop')).toMatchObject({ incoming: { isEdited: true } });
    });

    test('that is no reply and no command is ignored', () => {
      expect(edited('hello')).toEqual({ kind: 'ignored', stranger: false });
    });
  });

  test.each([
    ['another chat', says('/stop', { chat: { id: 43 } })],
    ['a chat that is named like ours', says('/stop', { chat: { id: 43, username: '42' } })],
    ['somebody who is not listed', says('/stop', { from: { id: 8, username: 'ann' } })],
  ])('of %s is a stranger’s', (_, reading) => {
    expect(reading).toEqual({ kind: 'ignored', stranger: true });
  });

  test('anyone in the chat may act without a list of users; a channel never may', () => {
    const open = { ...CIRCLE, userIds: [], chatIds: ['@team'] };
    const chat = { id: 1, type: 'supergroup', username: 'team' };
    expect(says('/stop', { chat, from: { id: 8 } }, open)).toMatchObject({
      incoming: { by: 'telegram:8', isAnybody: true },
    });
    expect(says('/stop', { chat, from: undefined }, open).kind).toBe('ignored');
  });

  test('a name has no control characters', () => {
    const from = { id: 7, username: '\u001b[2J\u202eroot' };
    expect(says('/stop', { from })).toMatchObject({ incoming: { by: 'telegram:root' } });
  });

  test('the reader never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        readUpdate(one, CIRCLE);
        updateId(one);
        read({ message: one, callback_query: other });
        read({ message: { message_id: 1, chat: one, from: other, text: 'x' } });
      }),
    );
    expect(updateId({ update_id: 1.5 })).toBeUndefined();
    expect(updateId({ update_id: -1 })).toBeUndefined();
    expect(updateId(null)).toBeUndefined();
  });
});
