import { beforeEach, expect, test } from 'vitest';
import { lookElsewhere } from '../../../../src/app/fleet/elsewhere/look-elsewhere.ts';
import type { AskedFleet } from '../../../../src/app/ports/fleet/elsewhere.ts';
import type { CommandAct } from '../../../../src/domain/fleet/act.ts';
import type { FleetSession } from '../../../../src/domain/fleet/session-elsewhere.ts';
import { UserError } from '../../../../src/domain/text/user-error.ts';

const OTHERS: FleetSession = {
  ...{ config: '/shop/.samocode', session: 'fix', folder: '26-01-02-fix', machine: 'otto' },
  ...{ needsTake: false, isClaimed: true, seenAgoMs: 0, isSilent: false, phase: 'planning' },
  ...{ state: 'waiting', awaiting: 'plan_approval', reason: null, iteration: 3, costUsd: null },
  ...{ asks: 'plan-1', texts: null, waitWhy: null, unmovable: null, lastAct: null },
};
const APPROVE = { kind: 'approve' } as CommandAct;

class Silent extends Error {}

let shown: string[];
let sent: unknown[];
let said: string[];
let isClosed: boolean;

beforeEach(() => {
  [shown, sent, said, isClosed] = [[], [], [], false];
});

function fleetThat(answers: Partial<AskedFleet> = {}): AskedFleet {
  return {
    find: () => Promise.resolve([OTHERS]),
    isNameOfOther: () => Promise.resolve(false),
    send: (_, act, token) => {
      sent.push([act.kind, token]);
      return Promise.resolve('act-1');
    },
    outcomeOf: () => Promise.resolve({ isDone: true, said: 'approved' }),
    unseen: () => Promise.resolve([]),
    markShown: (ids) => Promise.resolve(void shown.push(...ids)),
    isSilent: (error) => error instanceof Silent,
    [Symbol.asyncDispose]: () => {
      isClosed = true;
      return Promise.resolve();
    },
    ...answers,
  };
}

/** A command on this machine, with what it does with a session of another one. */
async function command(
  fleet: Partial<AskedFleet>,
  { folder, act, isAgent }: { folder?: string; act?: CommandAct; isAgent?: true } = {},
) {
  let nowMs = 0;
  const parts = {
    ...{ session: 'fix', machine: 'anna', folder },
    open: () => Promise.resolve(fleetThat(fleet)),
    clock: {
      monotonicMs: () => nowMs,
      sleep: (ms: number) => Promise.resolve(void (nowMs += ms)),
    },
    refuseAgents: () => {
      if (isAgent === true) throw new UserError('only a person acts');
    },
    hearing: {
      onSilent: (why: string) => said.push(why),
      onOutcome: (_: FleetSession, { id }: { readonly id: string }) => said.push(id),
      onOwn: () => said.push('own'),
      isRead: true,
    },
  };
  return await lookElsewhere(parts, async ({ session, send }) =>
    act === undefined ? session.machine : await send(act),
  );
}

test('a session of another machine is found there, and the database is closed', async () => {
  expect(await command({})).toBe('otto');
  expect(isClosed).toBe(true);
});

test('a session of this machine is here', async () => {
  const find = () => Promise.resolve([{ ...OTHERS, machine: 'anna' }]);
  expect(await command({ find })).toBeUndefined();
  expect(said).toEqual(['own']);
});

test('a session of a machine that has the name of this one is not here', async () => {
  const find = () => Promise.resolve([{ ...OTHERS, machine: 'anna' }]);
  expect(await command({ find, isNameOfOther: () => Promise.resolve(true) })).toBe('anna');
});

test('files that are here count where the fleet had a session of this name before', async () => {
  expect(await command({}, { folder: '26-03-04-fix' })).toBeUndefined();
  const find = () => Promise.resolve([{ ...OTHERS, state: 'done' }]);
  expect(await command({ find }, { folder: '26-01-02-fix' })).toBeUndefined();
});

test('a name of several projects needs one of them', async () => {
  const find = () => Promise.resolve([OTHERS, { ...OTHERS, config: '/other/.samocode' }]);
  await expect(command({ find })).rejects.toMatchObject({
    hint: 'give one of them: --config /shop/.samocode, --config /other/.samocode',
  });
  expect(isClosed).toBe(true);
});

test('a silent database keeps no person from files that are here, and from none else', async () => {
  const find = () => Promise.reject(new Silent('it is silent'));
  expect(await command({ find }, { folder: '26-01-02-fix' })).toBeUndefined();
  expect(said).toEqual(['it is silent']);
  expect(isClosed).toBe(true);
  await expect(command({ find })).rejects.toThrow('it is silent');
});

test('an act goes to the plan that the person saw, and its outcome is not told again', async () => {
  expect(await command({}, { act: APPROVE })).toMatchObject({ said: 'approved' });
  expect(sent).toEqual([['approve', 'plan-1']]);
  expect(shown).toEqual(['act-1']);
});

test('an outcome that does not come within ten seconds is told by a later command', async () => {
  const outcomeOf = () => Promise.resolve(undefined);
  expect(await command({ outcomeOf }, { act: APPROVE })).toBeUndefined();
  expect(shown).toEqual([]);
});

test('an approval without a plan that waits is not sent', async () => {
  const find = () => Promise.resolve([{ ...OTHERS, asks: null }]);
  await expect(command({ find }, { act: APPROVE })).rejects.toThrow(
    'fix: no plan waits for approval, as far as the fleet knows',
  );
  expect(sent).toEqual([]);
});

test('an agent of a run sends no act', async () => {
  await expect(command({}, { act: APPROVE, isAgent: true })).rejects.toThrow('only a person acts');
  expect(sent).toEqual([]);
});

test('an act whose database fell silent may have been sent, and says so', async () => {
  const outcomeOf = () => Promise.reject(new Silent('it is silent'));
  await expect(command({ outcomeOf }, { act: APPROVE })).rejects.toThrow(
    'the act may have been sent: it is silent',
  );
});
