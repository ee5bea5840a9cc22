import { expect, test } from 'vitest';
import { chatRefusal, isOfAnybody, maySee } from '../../../src/domain/fleet/chat/chat-rules.ts';

const SENDER = { user: 5, chats: ['-200', '-100'], isGroup: true };

test('the project of a session says who may act on it', () => {
  const why = (chats: readonly string[], userIds: readonly number[], ageMs = 0) =>
    chatRefusal(SENDER, { chats, userIds }, ageMs);
  expect(why(['-100'], [])).toBeUndefined();
  expect(why(['-100'], [5])).toBeUndefined();
  expect(why(['-100'], [7])).toContain('TELEGRAM_USER_IDS');
  expect(why(['-300'], [5])).toContain('another chat');
  expect(why(['-100'], [5], 90_000_000)).toContain('a day ago');
  expect(chatRefusal(SENDER, undefined, 0)).toContain('does not use this bot');
});

test('a group without a list of users is one of anybody', () => {
  expect(isOfAnybody(SENDER, { chats: ['-100'], userIds: [] })).toBe(true);
  expect(isOfAnybody(SENDER, { chats: ['-100'], userIds: [5] })).toBe(false);
  expect(isOfAnybody({ ...SENDER, isGroup: false }, { chats: ['-100'], userIds: [] })).toBe(false);
});

test('a list shows the sessions of a project to those who may open its gates', () => {
  const sees = (userIds: readonly number[], more: object = {}) =>
    maySee({ ...SENDER, ...more }, { chats: ['-100'], userIds });
  expect([sees([5]), sees([7]), sees([])]).toEqual([true, false, false]);
  expect(sees([], { isGroup: false })).toBe(true);
  expect(sees([5], { chats: ['-300'] })).toBe(false);
  expect(maySee(SENDER, undefined)).toBe(false);
});
