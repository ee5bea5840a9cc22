import { beforeEach, expect, test } from 'vitest';
import { pushLeft } from '../../../../src/app/fleet/moves/push-left.ts';
import { release } from '../../../../src/app/fleet/moves/release.ts';
import type { ReleasingFleet } from '../../../../src/app/ports/fleet/moves.ts';
import type { StatePushed } from '../../../../src/app/ports/fleet/state-travel.ts';
import { openSession, overviewText, type TestSession } from '../../../support/session.ts';
import { leasesOf, newMachine } from '../../../support/session-run.ts';

const NAME = { config: '/shop/.samocode', session: 'fix' };
const PUSHED = { kind: 'pushed', commit: 'abc', withheld: [] } as const;
const NO_WAIT = { sleep: () => Promise.resolve() };

let session: TestSession;
let done: string[];

beforeEach(() => {
  session = openSession('26-01-02-fix');
  session.write('_overview.md', overviewText('planning'));
  done = [];
});

function leases() {
  return leasesOf(session, newMachine(), 2000);
}

function local(pushed: StatePushed) {
  const writer = {
    ...{ store: session.store, run: 'person', now: () => new Date() },
    warn: () => undefined,
  };
  const push = () => {
    const holder = leases().holder();
    done.push(`pushed while ${holder?.run ?? 'no process'} holds it`);
    return Promise.resolve(pushed);
  };
  return { store: session.store, leases: leases(), writer, travel: () => ({ push }) };
}

function fleetWith(home: string | undefined, isOurs = true): ReleasingFleet {
  return {
    machine: 'anna',
    homeOf: () => Promise.resolve(home),
    noteFiles: () => Promise.resolve(void done.push('noted')),
    keepTold: ({ pushed }) => {
      done.push(`told of ${pushed?.commit ?? 'nothing'}`);
      return Promise.resolve(isOurs);
    },
    release: () => Promise.resolve(done.push('released') > 0),
  };
}

async function releaseIt(fleet: ReleasingFleet, pushed: StatePushed = PUSHED) {
  return await release(
    fleet,
    { ...local(pushed), name: NAME, holds: () => [] },
    { run: 'push-1', clock: NO_WAIT, onWait: () => undefined, heldWords: () => 'it is held' },
  );
}

test('a release pushes under the lease, tells the fleet, and gives the lease back', async () => {
  expect(await releaseIt(fleetWith('anna'))).toMatchObject({ session: 'fix', isInLine: true });
  expect(done).toEqual(['pushed while push-1 holds it', 'noted', 'told of abc', 'released']);
  expect(leases().holder()).toBeUndefined();
});

test('a session that another machine has is not pushed', async () => {
  await expect(releaseIt(fleetWith('otto'))).rejects.toThrow('otto has fix');
  expect(done).toEqual([]);
  expect(leases().holder()).toBeUndefined();
});

test('a session whose state the remote refuses stays here', async () => {
  const refused = { kind: 'unmovable', why: 'a file is too large', cure: 'git rm it' } as const;
  await expect(releaseIt(fleetWith('anna'), refused)).rejects.toMatchObject({
    message: 'fix cannot be released: a file is too large',
    ...{ hint: 'git rm it', exitCode: 4 },
  });
  expect(done).toEqual(['pushed while push-1 holds it']);
});

test('a session that another machine took during the push is not released', async () => {
  await expect(releaseIt(fleetWith(undefined, false))).rejects.toThrow('another machine has fix');
  expect(done.at(-1)).toBe('told of abc');
});

test('a session that a run holds is not released', async () => {
  leases().acquire('a-run', false);
  await expect(releaseIt(fleetWith('anna'))).rejects.toThrow('it is held');
  expect(done).toEqual([]);
});

async function pushLeftWith(pushed: StatePushed, isSame = true) {
  return await pushLeft({
    ...{ run: 'push-2', name: NAME, stop: new AbortController().signal },
    open: () => ({ ...local(pushed), prepare: () => undefined }),
    keepTold: () => Promise.resolve(isSame),
    warn: (text) => done.push(text),
  });
}

test('a state that is pushed again counts unless a person acted meanwhile', async () => {
  expect(await pushLeftWith(PUSHED)).toBe('pushed');
  expect(await pushLeftWith(PUSHED, false)).toBe('later');
});

test('a state of a session that another machine has is kept, and a person hears of it', async () => {
  expect(await pushLeftWith({ kind: 'lost', kept: undefined })).toBe('lost');
  expect(done.at(-1)).toBe('another machine has fix; its files here are kept as they are');
});

test('a state is pushed later while a process holds the session', async () => {
  leases().acquire('a-run', false);
  expect(await pushLeftWith(PUSHED)).toBe('later');
  expect(done).toEqual([]);
});
