import { expect, test } from 'vitest';
import { type Trial, type TrialPlace, tryVerify } from '../../../src/app/doctor/try-verify.ts';
import type { Lease } from '../../../src/app/ports/session/lease.ts';
import type { ProcessEnd } from '../../../src/domain/provider/process-end.ts';

const GREEN: ProcessEnd = {
  ...{ cause: 'exited', exitCode: 0, signal: undefined, stderrTail: '', durationMs: 1, swept: 0 },
};

/** A trial, the places in which it ran the command, and how often it gave the lease back. */
function trial(more: Partial<Trial> = {}) {
  const ran: TrialPlace[] = [];
  const of: Trial = {
    config: { verify: 'make', configPath: '/repo/.samocode', mainRepo: '/repo' },
    ...{ env: { A: '1' }, isAccepted: true, session: undefined },
    run: (_, place) => {
      ran.push(place);
      return Promise.resolve({ end: GREEN, output: 'fine' });
    },
    ...more,
  };
  return { of, ran };
}

function session(isHeld: boolean) {
  const released: string[] = [];
  const lease = { release: () => void released.push('lease') } as unknown as Lease;
  const holder = { run: 'other' } as never;
  const found = {
    ...{ path: '/sessions/it', cwd: '/worktrees/it', env: { A: '1' }, sandbox: undefined },
    hold: () => (isHeld ? { holder } : lease),
    heldWords: () => 'another run holds it',
  };
  return { found, released };
}

test.each([
  [{ config: { verify: undefined, configPath: '/c', mainRepo: '/' } }, 'VERIFY is not set'],
  [{ isAccepted: false }, 'have not accepted its commands'],
])('runs nothing without a command that a person accepted', async (more, text) => {
  const { of, ran } = trial(more);
  expect(await tryVerify(of)).toMatchObject([
    { level: 'warn', text: expect.stringContaining(text) as string },
  ]);
  expect(ran).toEqual([]);
});

test('without a session the command runs in the repository', async () => {
  const { of, ran } = trial();
  expect(await tryVerify(of)).toMatchObject([{ level: 'ok' }]);
  expect(ran).toMatchObject([{ cwd: '/repo', env: { A: '1' } }]);
});

test('in a session it runs in the worktree, as long as no run works there', async () => {
  const { found, released } = session(false);
  const { of, ran } = trial({ session: () => Promise.resolve(found) });
  await tryVerify(of);
  expect(ran).toMatchObject([{ cwd: '/worktrees/it', env: { A: '1' } }]);
  expect(Object.values(ran[0]?.env ?? {})).toContain('/sessions/it');
  expect(released).toEqual(['lease']);
});

test('the lease is given back when the command cannot be run', async () => {
  const { found, released } = session(false);
  const run = () => Promise.reject(new Error('no space left'));
  await expect(tryVerify(trial({ session: () => Promise.resolve(found), run }).of)).rejects.toThrow(
    'no space left',
  );
  expect(released).toEqual(['lease']);
});

test('a session that a run holds is left alone', async () => {
  const { of, ran } = trial({ session: () => Promise.resolve(session(true).found) });
  const text = 'VERIFY was not run: another run holds it';
  expect(await tryVerify(of)).toMatchObject([{ level: 'warn', text }]);
  expect(ran).toEqual([]);
});

test('a session with problems has findings of its own', async () => {
  expect(await tryVerify(trial({ session: () => Promise.resolve(null) }).of)).toEqual([]);
});
