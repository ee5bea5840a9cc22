import { describe, expect, test } from 'vitest';
import { groupWarning, isForUsersOnly } from '../../../src/domain/people/group-chat.ts';

describe('a chat of several people', () => {
  test.each([
    ['-1001234567890', [], true],
    ['@team', [], true],
    ['-100', [7], false],
    ['4711', [], false],
  ])('%s with the allowed %j is warned of: %j', (chatId, userIds, isWarned) => {
    expect(groupWarning({ chatId, userIds }) !== undefined).toBe(isWarned);
  });

  test('without Telegram is none', () => {
    expect(groupWarning(undefined)).toBeUndefined();
  });
});

test.each([
  [{ kind: 'press', token: { kind: 'approve', session: 's', plan: 'p' } }, true],
  [{ kind: 'press', token: { kind: 'none', session: 's' } }, true],
  [{ kind: 'press', token: { kind: 'pause', session: 's' } }, false],
  [{ kind: 'press', token: undefined }, false],
  [{ kind: 'command', word: 'resume', rest: '' }, true],
  [{ kind: 'command', word: 'list', rest: '' }, true],
  [{ kind: 'command', word: 'stop', rest: '' }, false],
  [{ kind: 'text', text: 'no', reference: { kind: 'why', session: 's', plan: 'p' } }, true],
  [{ kind: 'text', text: 'Q1: a', reference: { kind: 'answers', session: 's', round: 'r' } }, true],
  [{ kind: 'text', text: 'mind it', reference: { kind: 'note', session: 's' } }, false],
  [{ kind: 'text', text: 'hello', reference: undefined }, false],
] as const)('%j is for known users only: %j', (what, is) => {
  expect(isForUsersOnly(what)).toBe(is);
});
