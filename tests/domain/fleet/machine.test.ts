import { expect, test } from 'vitest';
import { aboutTakenName } from '../../../src/domain/fleet/machine.ts';

test('a machine whose name is taken is told a command that gives it another one', () => {
  const own = { machine: 'build', instance: 'abcdef0123456789' };
  const { message, hint } = aboutTakenName(own, '/my home/settings');
  expect(message).toBe('another machine of the fleet is called build');
  expect(hint).toBe(
    `give this one a name of its own: printf '\\n%s\\n' SAMOCODE_MACHINE=build-abcdef >> '/my home/settings'`,
  );
});
