import { expect, test } from 'vitest';
import { mayTake, type Takable, type Taker } from '../../../../src/domain/fleet/moves/take.ts';

const MINUTE = 60_000;
const one = (more: Partial<Takable> = {}): Takable => ({
  ...{ config: '/shop/.samocode', session: 'it', folder: 'it', home: 'a', claimedBy: null },
  ...{ seenAgoMs: MINUTE, iteration: 5, pushedIteration: 5, hasState: true, needsTake: false },
  isRunByHand: false,
  ...more,
});
const taker = (more: Partial<Taker> = {}): Taker => ({
  ...{ machine: 'b', hasFolder: false, heartbeatMs: 15 * MINUTE, leavesUnpushed: false },
  ...more,
});

test.each<[string, Partial<Takable>, Partial<Taker>]>([
  ['a session that waits', {}, {}],
  ['one of a machine that never worked', { seenAgoMs: null }, {}],
  ['one that this machine had not finished to take', { home: 'b', needsTake: true }, {}],
  ['one of this name, whose files are gone', { home: 'b' }, {}],
  ['iterations that were not pushed, left', { pushedIteration: 3 }, { leavesUnpushed: true }],
  [
    'a run of a silent machine, left',
    { claimedBy: 'a', seenAgoMs: 5 * MINUTE },
    { leavesUnpushed: true },
  ],
])('%s is taken', (_, session, machine) => {
  expect(mayTake(one(session), taker(machine))).toEqual({ kind: 'take' });
});

test.each<[string, Partial<Takable>, string, string]>([
  ['a living run', { claimedBy: 'a' }, 'a works on it', 'samocode stop --config /shop/.samocode'],
  [
    'a run of a silent machine',
    { claimedBy: 'a', seenAgoMs: 5 * MINUTE, pushedIteration: 4 },
    'it would go on without what a did since iteration 4, which stays there',
    'wait until a is back, or leave it there: samocode take',
  ],
  [
    'iterations that were not pushed',
    { pushedIteration: 3 },
    'it would go on without iterations 4 to 5 of a, not pushed, which stay there',
    'samocode release --config /shop/.samocode --session it; or leave',
  ],
  [
    'one that was not pushed',
    { pushedIteration: 4, seenAgoMs: 5 * MINUTE },
    'iteration 5 of a, not pushed, which stays there',
    'on a: samocode release --config /shop/.samocode --session it; or leave',
  ],
  [
    'an act in the files',
    { pushedIteration: null },
    'what changed on a after its last push, at iteration 5, and stays there',
    'samocode release',
  ],
  ['none that began', { home: null, hasState: false }, 'it has not begun', 'samocode work'],
  [
    'none that was pushed',
    { hasState: false },
    'its files are on a alone',
    'on a: samocode release',
  ],
])('%s is refused', (_, session, why, hint) => {
  const answer = mayTake(one(session), taker());
  expect(answer).toMatchObject({
    kind: 'refused',
    why: expect.stringContaining(why) as string,
    hint: expect.stringContaining(hint) as string,
  });
});

test('a living run is refused, whatever the person leaves', () => {
  const answer = mayTake(one({ claimedBy: 'a' }), taker({ leavesUnpushed: true }));
  expect(answer).toMatchObject({ kind: 'refused', isHeld: true });
});

test('a session that is here is not taken again', () => {
  const here = mayTake(one({ home: 'b' }), taker({ hasFolder: true }));
  expect(here).toEqual({ kind: 'here' });
});

test('a session that a person runs by hand elsewhere is taken only where the rest may stay', () => {
  const run = one({ isRunByHand: true });
  expect(mayTake(run, taker())).toMatchObject({
    ...{ kind: 'refused', isHeld: true, why: expect.stringContaining('by hand on a') as string },
    hint: expect.stringContaining('--leave-unpushed') as string,
  });
  expect(mayTake(run, taker({ leavesUnpushed: true }))).toEqual({ kind: 'take' });
});
