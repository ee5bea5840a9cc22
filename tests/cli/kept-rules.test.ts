import { expect, test } from 'vitest';
import { keepRules } from '../../src/cli/compose/telegram/kept-rules.ts';

const BY_ANN = { chats: ['-42'], userIds: [5] };
const BY_BOB = { chats: ['-42'], userIds: [6] };

test('settings that cannot be read for a moment leave the chat as it was, and are read again soon', () => {
  let nowMs = 0;
  let now: typeof BY_ANN | undefined = BY_ANN;
  let isThere = true;
  const rules = keepRules(
    () => {
      if (!isThere) throw new Error('not mounted');
      return now;
    },
    () => nowMs,
  );
  expect(rules('/shop/.samocode')).toEqual(BY_ANN);
  isThere = false;
  nowMs += 60_000;
  expect(rules('/shop/.samocode')).toEqual(BY_ANN);
  [isThere, now] = [true, BY_BOB];
  nowMs += 1000;
  expect(rules('/shop/.samocode')).toEqual(BY_BOB);
  now = undefined;
  nowMs += 59_000;
  expect(rules('/shop/.samocode')).toEqual(BY_BOB);
  nowMs += 1000;
  expect(rules('/shop/.samocode')).toBeUndefined();
  expect(rules(undefined)).toBeUndefined();
});
