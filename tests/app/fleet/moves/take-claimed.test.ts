import { expect, test } from 'vitest';
import { takeClaimed } from '../../../../src/app/fleet/moves/take-claimed.ts';
import type { KnownStates } from '../../../../src/app/ports/fleet/state-travel.ts';
import type { KnownClaim } from '../../../../src/app/ports/queue/machine.ts';
import type { RunEnd } from '../../../../src/app/ports/queue/work.ts';
import { UserError } from '../../../../src/domain/text/user-error.ts';

const CLAIM: KnownClaim = {
  ...{ config: '/shop/.samocode', session: 'fix', machine: 'anna' },
  ...{ heartbeatMs: 60_000, confirmedMs: 0, addedAt: Date.parse('2026-01-02T12:00:00Z') },
};

/** What became of a claim on a machine whose remote answers like this. */
async function claimed(claim: KnownClaim, remote: Partial<KnownStates> = {}) {
  const ends: RunEnd[] = [];
  const states: KnownStates = {
    isHeldHere: () => Promise.resolve(false),
    foldersThere: () => Promise.resolve([]),
    lastPushed: () => null,
    push: () => Promise.reject(new Error('not pushed here')),
    take: () => Promise.resolve({ kind: 'none' }),
    ...remote,
  };
  const spot = () => ({ path: '/s', exists: false, holder: () => undefined, states: () => states });
  const why = await takeClaimed({
    ...{ claim, holderName: () => 'pid 7', now: () => 0, onAside: () => undefined },
    spots: () => Promise.resolve({ prepare: () => undefined, inFolder: spot, named: spot }),
    tellEnd: (end) => ends.push(end),
  });
  return { why, ends };
}

test('a claim whose files are here takes nothing', async () => {
  expect(await claimed(CLAIM)).toEqual({ why: undefined, ends: [] });
});

test('a claimed session without a state on the remote waits, with the reason', async () => {
  const { why, ends } = await claimed({ ...CLAIM, take: '26-01-02-fix' });
  expect(why).toBe('anna cannot take the session: no git remote has a state of it');
  expect(ends).toEqual([{ kind: 'waits', until: 15 * 60_000, why }]);
});

test('a session that may begin here begins where the remote has no state of it', async () => {
  expect(await claimed({ ...CLAIM, mayBegin: true })).toEqual({ why: undefined, ends: [] });
});

test('a session that may begin here waits while the remote does not answer', async () => {
  const foldersThere = () => Promise.reject(new Error('no route to host'));
  const { why, ends } = await claimed({ ...CLAIM, mayBegin: true }, { foldersThere });
  expect(why).toContain('no route to host');
  expect(ends).toHaveLength(1);
});

test('a machine that refuses the project takes nothing', async () => {
  const refused = takeClaimed({
    ...{ claim: { ...CLAIM, take: 'x' }, holderName: () => '', now: () => 0 },
    spots: () => Promise.reject(new UserError('its commands were not accepted')),
    onAside: () => undefined,
    tellEnd: () => {
      throw new Error('an end was told');
    },
  });
  await expect(refused).rejects.toThrow('its commands were not accepted');
});
