import { expect, test } from 'vitest';
import { type PlaceUse, takePlace } from '../../../src/app/work/take-place.ts';

/** A run that takes its place, and what happened meanwhile. */
function taking(answers: Partial<PlaceUse<{ readonly problem?: string }>>) {
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  const take = () =>
    takePlace({
      takeHolds: () => ({ kind: 'taken', release: () => undefined }),
      takeSlot: () => ({}),
      noteProject: note('noted'),
      giveBack: note('given back'),
      warn: (text) => done.push(text),
      ...answers,
    });
  return { take, done };
}

test('a run whose worktree another session uses gives its session back, with exit code 6', () => {
  const by = { config: '/shop/.samocode', session: 'fix', pid: 7 };
  const { take, done } = taking({
    takeHolds: () => ({ kind: 'held', name: 'worktree /w', by }),
  });
  expect(take).toThrow(expect.objectContaining({ exitCode: 6 }));
  expect(done).toEqual(['given back']);
});

test('a run gives its session back while another one takes its worktree over from a dead one', () => {
  const { take, done } = taking({
    takeHolds: () => ({ kind: 'held', name: 'worktree /w', by: undefined }),
  });
  expect(take).toThrow(expect.objectContaining({ exitCode: 6 }));
  expect(done).toEqual(['given back']);
});

test('a run goes on where the state folder cannot be written, and says so', () => {
  const { take, done } = taking({
    takeHolds: () => ({ kind: 'taken', release: () => undefined, problem: 'EROFS' }),
    takeSlot: () => ({ problem: 'EROFS' }),
  });
  take();
  expect(done).toEqual([
    'other sessions may use this worktree and branch meanwhile: EROFS',
    'noted',
    'no SAMOCODE_SLOT for this run: EROFS',
  ]);
});
