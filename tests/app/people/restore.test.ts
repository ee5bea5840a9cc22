import { expect, test } from 'vitest';
import {
  restoreBeside,
  type RestoredSession,
  restoreInPlace,
} from '../../../src/app/people/restore.ts';
import type { Taken } from '../../../src/app/ports/checkpoints.ts';
import type { Lease } from '../../../src/app/ports/session/lease.ts';
import type { Checkpoint } from '../../../src/domain/checkpoints/checkpoint.ts';
import { openSession } from '../../support/session.ts';

const OLD = { number: 1, commit: 'aaa' } as Checkpoint;
const NEWEST = { number: 2, commit: 'bbb' } as Checkpoint;

/** A session with two checkpoints; `there` are the paths that exist. */
function scene(taken: Taken, { there = ['/worktrees/it/.git'], isHeld = false } = {}) {
  const done: string[] = [];
  const lease = { release: () => void done.push('release') } as unknown as Lease;
  const session: RestoredSession = {
    config: { mainRepo: '/repo', branchPrefix: 'me/' },
    ...{ store: openSession('26-01-02-it').store, run: 'restore-1' },
    leases: { acquire: () => (isHeld ? { holder: {} as never } : lease) },
    heldWords: () => 'another run holds it',
    work: {
      workTree: '/worktrees/it',
      exists: (path) => there.includes(path),
      list: () => Promise.resolve([OLD, NEWEST]),
      take: () => Promise.resolve(taken),
      restoreInto: (path, { number }, branch) => {
        done.push(`${number} into ${path} on ${branch}`);
        return Promise.resolve();
      },
      restoreHere: (current, { number }) => {
        done.push(`${current.number} to ${number}`);
        return Promise.resolve({ written: 1, removed: 2 });
      },
    },
  };
  return { session, done };
}

test('a restored worktree has the next name and a branch of its own', async () => {
  const { session, done } = scene({ kind: 'unchanged' });
  const path = '/worktrees/it-checkpoint-1';
  const made = await restoreBeside(session, OLD);
  expect(made).toMatchObject({ path, commands: { look: `git -C ${path} status` } });
  expect(done).toEqual([`1 into ${path} on ${made.branch}`]);
  expect(made.branch).toMatch(/^me\/.*-checkpoint-1$/);
});

test('a second restoration tells how to remove the first', async () => {
  const { session, done } = scene({ kind: 'unchanged' }, { there: ['/worktrees/it-checkpoint-1'] });
  await expect(restoreBeside(session, OLD)).rejects.toMatchObject({
    hint: expect.stringContaining('worktree remove --force /worktrees/it-checkpoint-1') as string,
  });
  expect(done).toEqual([]);
});

test.each([
  [{ kind: 'taken', checkpoint: { ...NEWEST, number: 3 } }, 3],
  [{ kind: 'unchanged' }, 2],
] as const)('files are replaced after a checkpoint of them: %j', async (taken, before) => {
  const { session, done } = scene(taken);
  const restored = { path: '/worktrees/it', before, written: 1, removed: 2 };
  expect(await restoreInPlace(session, OLD)).toEqual(restored);
  expect(done).toEqual([`${before} to 1`, 'release']);
});

test.each([
  ['a session without a worktree', { there: [] }, 'has no worktree'],
  ['a session that a run holds', { isHeld: true }, 'another run holds it'],
])('%s is left alone', async (_, how, text) => {
  const { session, done } = scene({ kind: 'unchanged' }, how);
  await expect(restoreInPlace(session, OLD)).rejects.toThrow(text);
  expect(done).toEqual([]);
});

test('nothing is replaced without a checkpoint of the files there', async () => {
  const { session, done } = scene({ kind: 'failed', why: 'the disk is full' });
  await expect(restoreInPlace(session, OLD)).rejects.toThrow('the disk is full');
  expect(done).toEqual(['release']);
});
