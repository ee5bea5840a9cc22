import { expect, test } from 'vitest';
import { openSession } from '../../support/session.ts';
import { type Agent, openRun, signals } from '../../support/session-run.ts';

const NOT_STARTED = {
  cause: 'not-started',
  lostFolder: 'the worktree is gone',
  stdout: [],
} as const;
const vanishes: Agent = () => NOT_STARTED;

test('a worktree that is gone at the spawn is made again for the next attempt', async () => {
  const blocks = signals({ status: 'blocked', reason: 'enough' });
  const opened = openRun(openSession(), { agents: [vanishes, blocks] });
  expect(await opened.go()).toMatchObject({ kind: 'blocked', reason: 'enough' });
  expect(opened.spawns).toHaveLength(2);
});

test('a worktree that is gone at every spawn blocks with a hint about the worktree', async () => {
  const session = openSession();
  const opened = openRun(session, { agents: [vanishes, vanishes, vanishes] });
  expect(await opened.go()).toMatchObject({
    kind: 'blocked',
    needs: 'environment',
    retried: { cure: expect.stringMatching(/^git -C \S+ worktree add -f \S+ demo$/) as string },
  });
  expect(opened.spawns).toHaveLength(3);
  expect(session.rows()).toMatchObject([{ kind: 'gave-up', status: 'blocked', attempts: 3 }]);
});

test('a signal of an agent whose worktree was lost is not followed, nor is it tried again', async () => {
  const session = openSession();
  const leaves: Agent = (it, task) => {
    signals({ status: 'done', summary: 'on' })(it, task);
    return { cause: 'folder-lost', lostFolder: 'the worktree is gone' };
  };
  const opened = openRun(session, { agents: [leaves] });
  expect(await opened.go()).toMatchObject({
    kind: 'blocked',
    needs: 'environment',
    baseline: undefined,
  });
  expect(session.rows()).toMatchObject([
    { kind: 'iteration', problem: 'worktree', costUsd: 0.5, signal: { status: 'done' } },
  ]);
});
