import { expect, test } from 'vitest';
import {
  isByAnybody,
  isShownTo,
  type ProjectChat,
  projectRefusal,
} from '../../../src/domain/fleet/chat/project-chat.ts';

const sender = { user: 5, chats: ['-100'], isGroup: true };
const own = { sender };
const others = { sender, isForOthers: true } as const;
const of = (...userIds: number[]): ProjectChat => ({
  kind: 'read',
  rules: { chats: ['-100'], userIds },
});
const NONE: ProjectChat = { kind: 'read', rules: undefined };
const broken = (last?: { readonly chats: readonly string[]; readonly userIds: number[] }) =>
  ({ kind: 'unreadable', why: 'MAIN_REPO is missing', last }) as const;

test('a project that uses another bot, or none, lets nobody act, and is shown to nobody', () => {
  for (const sent of [own, others]) {
    expect(projectRefusal(sent, NONE)).toContain('does not use this bot');
    expect(isShownTo(sent, NONE)).toBe(false);
  }
});

test('settings that cannot be read refuse with the reason, also where they named the person before', () => {
  const before = broken({ chats: ['-100'], userIds: [5] });
  for (const sent of [own, others]) {
    expect(projectRefusal(sent, broken())).toContain('MAIN_REPO is missing');
    expect(projectRefusal(sent, before)).toContain('MAIN_REPO is missing');
    expect(isShownTo(sent, before)).toBe(true);
  }
  expect([own, others].map((sent) => isShownTo(sent, broken()))).toEqual([true, false]);
});

test('the project that polls decides for a session of an earlier version alone', () => {
  expect(projectRefusal(own, undefined)).toBeUndefined();
  expect(projectRefusal(others, undefined)).toContain('not known');
  expect([own, others].map((sent) => isShownTo(sent, undefined))).toEqual([true, false]);
  expect(isByAnybody({ ...own, isAnybody: true }, undefined)).toBe(true);
  expect(isByAnybody({ ...own, isAnybody: true }, of(5))).toBe(false);
});

test('a project names the users who act, in its chat', () => {
  expect([of(5), of(7)].map((chat) => projectRefusal(others, chat))).toEqual([
    undefined,
    'TELEGRAM_USER_IDS of the project of the session does not have you',
  ]);
  expect(isShownTo(own, of(7))).toBe(true);
  expect(projectRefusal({}, of(5))).toContain('does not say who');
  expect(isByAnybody(own, of())).toBe(true);
});
