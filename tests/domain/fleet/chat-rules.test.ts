import { expect, test } from 'vitest';
import { chatRefusal, isOfAnybody, otherChats } from '../../../src/domain/fleet/chat/chat-rules.ts';

const SENDER = { user: 5, chats: ['-200', '-100'], isGroup: true };

test('the project of a session says who may act on it', () => {
  const why = (chats: readonly string[], userIds: readonly number[], ageMs = 0) =>
    chatRefusal(SENDER, { chats, userIds }, ageMs);
  expect(why(['-100'], [])).toBeUndefined();
  expect(why(['-100'], [5])).toBeUndefined();
  expect(why(['-100'], [7])).toContain('TELEGRAM_USER_IDS');
  expect(why(['-300'], [5])).toContain('another chat');
  expect(why(['-100'], [5], 90_000_000)).toContain('a day ago');
  expect(chatRefusal(SENDER, undefined, 0)).toContain('no Telegram');
});

test('a group without a list of users is one of anybody', () => {
  expect(isOfAnybody(SENDER, { chats: ['-100'], userIds: [] })).toBe(true);
  expect(isOfAnybody(SENDER, { chats: ['-100'], userIds: [5] })).toBe(false);
  expect(isOfAnybody({ ...SENDER, isGroup: false }, { chats: ['-100'], userIds: [] })).toBe(false);
});

test('the chats of other projects are those with another id, for all whom a project of theirs names', () => {
  const bank = { chats: ['-43'], userIds: [7] };
  const rules = [
    undefined,
    { chats: ['@shop', '-42'], userIds: [5] },
    bank,
    { chats: ['-44'], userIds: [5] },
    { chats: ['-43', '-1043'], userIds: [8, 7] },
  ];
  expect(otherChats(['-41', '-42'], rules)).toEqual([
    { chats: ['-43', '-1043'], userIds: [7, 8] },
    { chats: ['-44'], userIds: [5] },
  ]);
  // A project that names nobody lets everybody in its chat.
  const open = { ...bank, userIds: [] };
  expect(otherChats([], [bank, open, bank])).toEqual([open]);
});
