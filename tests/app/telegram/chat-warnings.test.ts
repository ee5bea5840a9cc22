import { expect, test } from 'vitest';
import { chatWarnings } from '../../../src/app/telegram/chat-warnings.ts';
import { unheardWords } from '../../../src/app/telegram/unheard.ts';

test('a person is warned once of each new id of a chat and of each lost topic', () => {
  const warnings: string[] = [];
  const { onMoved, onLostTopic } = chatWarnings((text) => warnings.push(text));
  for (const id of ['-100', '-100', '-200']) onMoved(id);
  for (const reason of ['closed', 'deleted']) onLostTopic(3, reason);
  expect(warnings).toEqual([
    expect.stringContaining('put this line into .env: TELEGRAM_CHAT_ID=-100'),
    expect.stringContaining('TELEGRAM_CHAT_ID=-200'),
    expect.stringMatching(/topic 3 .*\(closed\); messages go to the chat itself → set/),
  ]);
});

test.each([
  ['this process listens', { isHere: true }],
  ['a process of this machine listens', { isOnMachine: () => true }],
  ['a machine of the fleet listens', { isInFleet: true }],
])('a notice says nothing of listeners where %s', (_, more) => {
  const none = { isHere: false, isOnMachine: () => false, isInFleet: false, config: '/a b/s' };
  expect(unheardWords({ ...none, ...more })).toBeUndefined();
  expect(unheardWords(none)).toMatch(
    /^Nothing listens to this chat.*: samocode listen --config '\/a b\/s'$/,
  );
  expect(unheardWords({ ...none, isInFleet: 'unknown' })).toContain('samocode fleet doctor');
});
