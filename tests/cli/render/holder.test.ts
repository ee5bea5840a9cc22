import { expect, test } from 'vitest';
import { heldWords } from '../../../src/cli/render/holder.ts';
import { pushHolder } from '../../../src/domain/session/push-holder.ts';

const HOLDER = {
  ...{ host: 'build-1', isVisible: true, seenAt: undefined, since: '2026-01-01T00:00:00.000Z' },
  process: { pid: 12 },
};
const NAMED = { config: '/shop/.samocode', session: 'it' };

test.each([
  ['run-1', 'another run holds this session: pid 12 on build-1', '(wait for it, or end it)'],
  [
    pushHolder('1'),
    'a push of its state holds this session: pid 12 on build-1',
    '(it ends by itself: try again then)',
  ],
])('the holder %s is named with the end to wait for', (run, who, end) => {
  const words = heldWords({ ...HOLDER, run }, NAMED, 0);
  expect(words).toContain(who);
  expect(words).toContain(end);
});
