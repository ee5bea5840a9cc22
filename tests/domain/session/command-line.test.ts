import { expect, test } from 'vitest';
import { withSession } from '../../../src/domain/session/naming/command-line.ts';

test.each([
  [
    ['--session', 'a', '--once'],
    ['--session', 'b', '--once'],
  ],
  [
    ['run', '--session=a', '-q'],
    ['run', '--session=b', '-q'],
  ],
  [['--once'], ['--once']],
  [
    ['status', 'a', '--json'],
    ['status', '--session', 'b', '--json'],
  ],
  [
    ['note', 'a', '--session', 'a'],
    ['note', 'a', '--session', 'b'],
  ],
  [['--session'], ['--session']],
])('withSession makes of %j %j', (args, changed) => {
  expect(withSession(args, { typed: 'a', name: 'b' })).toEqual(changed);
});

test.each([
  [['a', 'a']],
  [['run', '--task', 'a', 'a']],
  [['logs', '-f', '--', 'a']],
  [['logs', '-f', 'a']],
])('in %j the session cannot be told from other words', (args) => {
  expect(withSession(args, { typed: 'a', name: 'b' })).toBeUndefined();
});
