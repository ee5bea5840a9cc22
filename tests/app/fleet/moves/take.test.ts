import { expect, test } from 'vitest';
import { take, type TakeParts } from '../../../../src/app/fleet/moves/take.ts';
import type { SessionSpot, TakingFleet } from '../../../../src/app/ports/fleet/moves.ts';
import type { StateTaken } from '../../../../src/app/ports/fleet/state-travel.ts';
import type { Takable } from '../../../../src/domain/fleet/moves/take.ts';
import type { Told } from '../../../../src/domain/fleet/told.ts';
import { openSession } from '../../../support/session.ts';

const NAME = { config: '/shop/.samocode', session: 'fix' };

const LEFT: Takable = {
  ...NAME,
  ...{ folder: '26-01-02-fix', home: 'otto', claimedBy: null, seenAgoMs: null },
  ...{ iteration: 3, pushedIteration: 3, hasState: true, needsTake: false, isRunByHand: false },
};

/** A fleet with that session, and what was done there. */
function fleetWith(taking: Takable = LEFT) {
  const done: string[] = [];
  const told: Told[] = [];
  const fleet: TakingFleet = {
    ...{ machine: 'anna', heartbeatMs: 60_000 },
    find: () => Promise.resolve([NAME]),
    begin: (_, answerOf) =>
      Promise.resolve({
        ...{ taking, answer: answerOf(taking) },
        undo: () => Promise.resolve(void done.push('undone')),
      }),
    end: (news) => {
      told.push(news);
      return Promise.resolve('by hand');
    },
  };
  return { fleet, done, told };
}

/** This machine, where a take of the session ends like this. */
function partsWith(taken: StateTaken, spot: Partial<SessionSpot> = {}): TakeParts {
  const session = openSession('26-01-02-fix');
  const states = {
    isHeldHere: () => Promise.resolve(false),
    foldersThere: () => Promise.resolve([]),
    lastPushed: () => null,
    push: () => Promise.reject(new Error('not pushed here')),
    take: () => Promise.resolve(taken),
  };
  const here = { path: session.path, exists: false, holder: () => undefined, ...spot };
  const inFolder = (): SessionSpot => ({ ...here, states: () => states });
  return {
    ...{ leavesUnpushed: false, holderName: () => 'pid 7', run: 'r' },
    spotsOf: () => Promise.resolve({ prepare: () => undefined, inFolder, named: inFolder }),
    storeOf: () => session.store,
  };
}

const FAILED = { kind: 'failed', why: 'git was killed', mayBePushed: false } as const;

test('a take that fails before it reached the remote leaves the session as it was', async () => {
  const { fleet, done } = fleetWith();
  await expect(take(fleet, NAME, partsWith(FAILED))).rejects.toThrow(
    'fix cannot be taken: git was killed',
  );
  expect(done).toEqual(['undone']);
});

test('a take that may have reached the remote stays begun, so that the next one goes on from there', async () => {
  const { fleet, done } = fleetWith();
  const parts = partsWith({ ...FAILED, mayBePushed: true });
  await expect(take(fleet, NAME, parts)).rejects.toMatchObject({ exitCode: 4 });
  expect(done).toEqual([]);
});

test('a session whose old folder here has a run is not taken', async () => {
  const { fleet, done } = fleetWith();
  const holder = { run: 'other' } as unknown as ReturnType<SessionSpot['holder']>;
  const parts = partsWith(FAILED, { exists: true, holder: () => holder });
  await expect(take(fleet, NAME, parts)).rejects.toThrow(/a run works in its old folder .*: pid 7/);
  expect(done).toEqual(['undone']);
});

test('a session that a machine works on is refused with exit code 6, and nothing is taken', async () => {
  const { fleet, told } = fleetWith({ ...LEFT, claimedBy: 'otto', seenAgoMs: 0 });
  await expect(take(fleet, NAME, partsWith(FAILED))).rejects.toMatchObject({ exitCode: 6 });
  expect(told).toEqual([]);
});

test('a session that was taken is told with the state that was taken', async () => {
  const { fleet, told } = fleetWith();
  const meta = { iteration: 3 } as unknown as Extract<StateTaken, { kind: 'taken' }>['meta'];
  const parts = partsWith({ kind: 'taken', commit: 'abc', meta, aside: ['/old'] });
  expect(await take(fleet, NAME, parts)).toMatchObject({ aside: ['/old'], after: 'by hand' });
  expect(told).toMatchObject([
    { ...NAME, folder: '26-01-02-fix', pushed: { iteration: 3, commit: 'abc' } },
  ]);
});
