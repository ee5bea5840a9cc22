import { expect, test } from 'vitest';
import { type KnownByHand, mayRunByHand } from '../../../../src/domain/fleet/moves/by-hand.ts';
import { UserError } from '../../../../src/domain/text/user-error.ts';

const HERE = {
  ...{ machine: 'anna', config: '/shop/.samocode', session: 'fix' },
  nameTaken: () => new UserError('the name is taken'),
};
const OWN: KnownByHand = {
  ...{ session: 'fix', home: 'anna', state: 'ready', needsTake: false, isInLine: false },
  other: null,
};

function answer(one: Partial<KnownByHand> | undefined): unknown {
  try {
    return mayRunByHand(one && { ...OWN, ...one }, HERE);
  } catch (error) {
    return error instanceof UserError ? error.message : error;
  }
}

test('a session whose files are here runs, as one of the fleet', () => {
  expect(answer({})).toEqual({ isOfFleet: true, name: 'fix' });
});

test('a session that the fleet does not know runs, as none of the fleet', () => {
  expect(answer(undefined)).toEqual({ isOfFleet: false, name: 'fix' });
  expect(answer({ home: null })).toEqual({ isOfFleet: false, name: 'fix' });
});

test('a session in line that no machine has begun does not run by hand', () => {
  expect(answer({ home: null, isInLine: true })).toBe(
    'fix is in line, and no machine has begun it',
  );
});

test('a session of another machine runs here only when it is done', () => {
  expect(answer({ home: 'otto' })).toBe('otto has fix');
  expect(answer({ home: 'otto', state: 'done' })).toEqual({ isOfFleet: false, name: 'fix' });
});

test('a session whose newest files are elsewhere does not run here', () => {
  expect(answer({ needsTake: true })).toBe('the newest files of fix are not on this machine');
});

test('a session of a machine of the same name does not run here', () => {
  expect(answer({ other: 'alive' })).toBe('the name is taken');
  expect(answer({ other: 'silent' })).toBe('anna has fix');
});
