import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/adapters/clock.ts';
import type { Holder } from '../../../src/app/ports/session/lease.ts';
import { holdLease } from '../../../src/app/session/hold.ts';
import { UserError } from '../../../src/domain/text/user-error.ts';
import { openSession, type TestSession } from '../../support/session.ts';
import { leasesOf, type Machine, newMachine } from '../../support/session-run.ts';

let session: TestSession;
let machine: Machine;
let takenFrom: Holder[];

beforeEach(() => {
  [session, machine, takenFrom] = [openSession(), newMachine(), []];
});

const hold = (pid: number, more: { readonly force?: boolean; readonly stop?: AbortSignal } = {}) =>
  holdLease(leasesOf(session, machine, pid), `run-${pid}`, {
    ...{ force: false, stop: new AbortController().signal, clock: systemClock },
    onWait: () => undefined,
    stopped: () => new UserError('stopped', { exitCode: 143 }),
    heldWords: ({ run }) => `held by ${run}`,
    onTakeOver: (from) => takenFrom.push(from),
    ...more,
  });

test('a session that a living run holds is refused with exit code 6, and with that of the signal after a stop', async () => {
  await hold(1);
  const held = new UserError('held by run-1', { exitCode: 6 });
  await expect(hold(2)).rejects.toThrow(held);
  await expect(hold(2)).rejects.toMatchObject({ exitCode: 6 });
  await expect(hold(2, { stop: AbortSignal.abort() })).rejects.toMatchObject({ exitCode: 143 });
});

test('a session is taken over from a dead run of this machine without a word, and from another machine with one', async () => {
  await hold(1);
  machine.dead.add(1);
  expect((await hold(2)).stale?.run).toBe('run-1');
  expect(takenFrom).toEqual([]);
  machine.dead.add(2);
  const path = join(session.path, '.run', 'lease.json');
  const lease = JSON.parse(session.read('.run/lease.json')) as object;
  writeFileSync(path, JSON.stringify({ ...lease, host: 'elsewhere' }));
  await hold(3, { force: true });
  expect(takenFrom.map(({ run }) => run)).toEqual(['run-2']);
});
