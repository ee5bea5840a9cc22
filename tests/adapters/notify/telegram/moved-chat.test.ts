import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buttonData } from '../../../../src/adapters/notify/telegram/button-data.ts';
import { movedId, openChat } from '../../../../src/adapters/notify/telegram/moved-chat.ts';
import { movedBy, readUpdate } from '../../../../src/adapters/notify/telegram/receive/update.ts';
import { temporaryFolder } from '../../../support/session.ts';

const OLD = '-123';
const NEW = '-1001234567890';

function opened(folder: string, keeps = true) {
  const told: string[] = [];
  const onMoved = (id: string): unknown => told.push(id);
  return { told, chat: openChat({ folder, configured: OLD, keeps, onMoved }) };
}

describe('a chat that moved', () => {
  test('keeps its new id for the next run, in one file', () => {
    const folder = temporaryFolder();
    const { chat, told } = opened(folder);
    expect([chat.current(), told]).toEqual([OLD, []]);
    chat.movedTo(NEW);
    expect(readdirSync(folder)).toEqual(['moved-chats.json']);
    const later = opened(folder);
    expect([later.chat.current(), later.told]).toEqual([NEW, [NEW]]);
  });

  test('samocode follows two moves of a chat', () => {
    const folder = temporaryFolder();
    opened(folder).chat.movedTo(NEW);
    opened(folder).chat.movedTo('-1009');
    expect(opened(folder).chat.current()).toBe('-1009');
  });

  test('writes nothing for a command that only looks', () => {
    const folder = temporaryFolder();
    const { chat } = opened(folder, false);
    chat.movedTo(NEW);
    expect([chat.current(), readdirSync(folder)]).toEqual([NEW, []]);
  });

  test.each([
    '{"v":1,"moved":{"-123":"-5; rm"}}',
    '{"v":1,"moved":{"-123":7}}',
    '{"v":1,"moved":{"-123":"-123"}}',
    '{"v":1,"moved":{"-123":"-4","-4":"-123"}}',
    '[',
  ])('takes nothing odd from the file %s', (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'moved-chats.json'), text);
    expect(opened(folder).chat.current()).toMatch(/^-(123|4)$/);
  });

  test.each([undefined, null, '-100123', 1.5, 1e300, 0, 42, {}, [-5], true])(
    'takes %j for no id',
    (value) => {
      expect(movedId(value)).toBeUndefined();
    },
  );
});

describe('an update', () => {
  const circle = {
    ...{
      chatIds: [OLD, NEW],
      topics: [],
      projects: [],
      userIds: [],
      botName: 'b',
      selfId: 4711,
      botId: 'b',
    },
    buttons: buttonData('1:secret'),
  };
  const message = (chat: number, more: object = {}) => ({
    update_id: 1,
    message: { message_id: 1, chat: { id: chat, type: 'supergroup' }, ...more },
  });
  const said = { from: { id: 7, first_name: 'Ann' }, text: '/status' };

  test('an update of the new chat counts, one of any other chat does not', () => {
    expect(readUpdate(message(Number(NEW), said), circle).kind).toBe('incoming');
    expect(readUpdate(message(-1009, said), circle)).toEqual({ kind: 'ignored', stranger: true });
  });

  test('an update of the chat gives its new id, one of another chat does not', () => {
    const moves = { migrate_to_chat_id: Number(NEW) };
    expect(movedBy(message(-123, moves), { chatIds: [OLD] })).toBe(NEW);
    expect(movedBy(message(-99, moves), { chatIds: [OLD] })).toBeUndefined();
    expect(movedBy(message(-123, { migrate_to_chat_id: 'x' }), { chatIds: [OLD] })).toBeUndefined();
  });
});
