import { expect, test } from 'vitest';
import {
  type CleanedSession,
  cleanSessions,
  type CleanTools,
} from '../../../src/app/clean/clean-sessions.ts';
import { writeRow } from '../../../src/domain/session/row.ts';
import { openSession } from '../../support/session.ts';
import { iterationRow } from '../../support/session-rows.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const POLICY = { packAfterMs: DAY, removeAfterMs: undefined, maxBytes: undefined };

/** A session whose last row is of `days` before now, and what happens as it is held. */
function session(
  status: 'continue' | 'done',
  days: number,
  holders: readonly boolean[] = [],
  { onHold, isRemoved = true }: { onHold?: () => void; isRemoved?: boolean } = {},
) {
  const opened = openSession();
  const { path, store } = opened;
  const write = (row: ReturnType<typeof iterationRow>): void => {
    opened.write('_signal_history.jsonl', writeRow(row));
  };
  write(iterationRow({ status }));
  const left = [...holders];
  const isHeld = (): boolean => left.shift() === true;
  const holder = () => (isHeld() ? ({ run: 'other' } as never) : undefined);
  const done: string[] = [];
  const hold = () => {
    if (isHeld()) return undefined;
    onHold?.();
    done.push('held');
    return { release: () => done.push('released') };
  };
  const of: CleanedSession = { name: 'it', path, store, holder, hold };
  const tools: CleanTools = {
    cleanLogs: (all) =>
      Promise.resolve(
        all.map((one) => ({
          ...{ session: one.name, packed: [], removed: [] },
          isHeld: one.holder() !== undefined,
        })),
      ),
    changedAt: () => NOW - days * DAY,
    checkpointsOf: () => ({
      count: () => Promise.resolve(3),
      remove: () => {
        done.push('checkpoints');
        return Promise.resolve(3);
      },
    }),
    cleanState: () => {
      done.push('state');
      return Promise.resolve({ ref: 'refs/it', isRemoved, why: null });
    },
    worktrees: {
      pathOf: () => '/worktrees/it',
      remove: () => {
        done.push('worktree');
        return Promise.resolve({ path: '/worktrees/it', isRemoved: true, branch: 'it', why: null });
      },
    },
  };
  const clean = async (isDry = false) =>
    (await cleanSessions([of], { policy: POLICY, isDry, now: NOW }, tools))[0];
  return { clean, done, write };
}

test('checkpoints of a session that has been done for a month are removed', async () => {
  const { clean, done } = session('done', 30);
  expect(await clean()).toMatchObject({
    ...{ checkpoints: 3, state: { isRemoved: true }, worktree: { isRemoved: true } },
  });
  // The folder that knows what was pushed goes with the checkpoints.
  expect(done).toEqual(['held', 'state', 'checkpoints', 'released', 'worktree']);
});

test('a state that stays keeps its checkpoints, and the folder that knows what was pushed', async () => {
  const { clean, done } = session('done', 30, [], { isRemoved: false });
  expect(await clean()).toMatchObject({ checkpoints: 0, state: { isRemoved: false } });
  expect(done).not.toContain('checkpoints');
});

test('nothing of a session is removed that a run took, or a person reopened, before it was held', async () => {
  const taken = session('done', 30, [false, true]);
  expect(await taken.clean()).toMatchObject({ checkpoints: 0, state: null });
  expect(taken.done).toEqual(['worktree']);
  const reopened = session('done', 30, [], {
    onHold: () => {
      reopened.write(iterationRow({ status: 'continue' }));
    },
  });
  expect(await reopened.clean()).toMatchObject({ checkpoints: 0, state: null });
  expect(reopened.done).toEqual(['held', 'released']);
});

test.each([
  ['done', 29],
  ['continue', 30],
] as const)('those of a session that is %s after %i days stay', async (status, days) => {
  const { clean, done } = session(status, days);
  expect(await clean()).toMatchObject({ checkpoints: 0 });
  expect(done).not.toContain('checkpoints');
});

test('a dry run counts checkpoints and removes none', async () => {
  const { clean, done } = session('done', 31);
  expect(await clean(true)).toMatchObject({ checkpoints: 3 });
  expect(done).not.toContain('checkpoints');
});

test('the worktree of a session that is not done stays', async () => {
  const { clean, done } = session('continue', 0);
  const why = 'its session is not done: ready';
  expect(await clean()).toMatchObject({ worktree: { isRemoved: false, branch: null, why } });
  expect(done).toEqual([]);
});

test.each([
  ['before', [true], null],
  ['after', [false, true], { isRemoved: false, why: 'a run holds it' }],
] as const)(
  'a run that began %s the logs were cleaned keeps its worktree',
  async (_, held, worktree) => {
    const { clean, done } = session('done', 0, held);
    const cleaned = await clean();
    if (worktree === null) expect(cleaned?.worktree).toBeNull();
    else expect(cleaned?.worktree).toMatchObject(worktree);
    expect(done).toEqual([]);
  },
);
