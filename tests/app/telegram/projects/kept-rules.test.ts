import { expect, test } from 'vitest';
import { keepRules } from '../../../../src/app/telegram/projects/kept-rules.ts';

const BY_ANN = { chats: ['-42'], userIds: [5] };
const BY_BOB = { chats: ['-42'], userIds: [6] };
const read = (rules: typeof BY_ANN | undefined) => ({ kind: 'read', rules });

test('settings that cannot be read are told with the reason and the chat as it was, and are read again soon', () => {
  let nowMs = 0;
  let now: typeof BY_ANN | undefined = BY_ANN;
  let isThere = true;
  const rules = keepRules(
    () => {
      if (!isThere) throw new Error('/shop/.samocode.env: not mounted');
      return now;
    },
    () => nowMs,
  );
  expect(rules('/shop/.samocode')).toEqual(read(BY_ANN));
  isThere = false;
  nowMs += 60_000;
  expect(rules('/shop/.samocode')).toEqual({
    ...{ kind: 'unreadable', why: '.samocode.env: not mounted', last: BY_ANN },
  });
  [isThere, now] = [true, BY_BOB];
  nowMs += 1000;
  expect(rules('/shop/.samocode')).toEqual(read(BY_BOB));
  now = undefined;
  nowMs += 59_000;
  expect(rules('/shop/.samocode')).toEqual(read(BY_BOB));
  nowMs += 1000;
  expect(rules('/shop/.samocode')).toEqual(read(undefined));
  expect(rules(undefined)).toBeUndefined();
});
