import { expect, test } from 'vitest';
import { withSession } from '../../../src/domain/session/command-line.ts';

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
  [['--session'], ['--session']],
])('withSession makes of %j %j', (args, changed) => {
  expect(withSession(args, 'b')).toEqual(changed);
});
