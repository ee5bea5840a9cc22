import { expect, test } from 'vitest';
import { wakingLeases } from '../../../src/app/people/waking-leases.ts';
import type { Leases } from '../../../src/app/ports/session/lease.ts';
import type { InLine } from '../../../src/domain/queue/in-line.ts';

const leases = { exclusively: async (work: () => unknown) => await work() } as unknown as Leases;

function acting(
  queued: readonly object[] | 'broken' | 'none',
  config: string | undefined = '/c',
  starter: InLine | 'silent' = { kind: 'started' },
) {
  const [woken, warnings]: [string[], string[]] = [[], []];
  let line: object | undefined;
  const acted = {
    session: 'it',
    config,
    path: '/s/it',
    warn: (text: string) => warnings.push(text),
    woken: (now: object) => void (line = now),
  };
  const queue = {
    list: () =>
      queued === 'broken'
        ? Promise.reject(new Error('no journal'))
        : Promise.resolve({ queued, slots: [] } as never),
    wake: (id: string) => Promise.resolve(id !== 'left' && woken.push(id) > 0),
    starter: () =>
      starter === 'silent' ? Promise.reject(new Error('silent')) : Promise.resolve(starter),
  };
  const use: Parameters<typeof wakingLeases>[2] = async (wakes) => {
    if (queued !== 'none') await wakes(queue);
  };
  const act = () => wakingLeases(leases, acted, use).exclusively(() => Promise.resolve('acted'));
  return { act, woken, warnings, line: () => line };
}

const IN_LINE = { id: 'q1', config: '/c', session: 'it', holds: [] };
const BY_FOLDER = { id: 'q2', config: '/other', session: 'that', holds: ['session /s/it'] };

test.each([
  ['its name', IN_LINE, '/c', ['q1']],
  ['its folder', BY_FOLDER, undefined, ['q2']],
  ['neither', { ...IN_LINE, session: 'other' }, '/c', []],
])('after a person acted, the queue wakes the session that has %s', async (_, one, config, ids) => {
  const { act, woken, line } = acting([one], config);
  expect(await act()).toBe('acted');
  expect(woken).toEqual(ids);
  expect(line()).toEqual(ids.length > 0 ? { kind: 'started' } : undefined);
});

test('says whether some samocode work starts the session, and why none does', async () => {
  const none = acting([IN_LINE], '/c', { kind: 'ending' });
  await none.act();
  expect(none.line()).toEqual({ kind: 'ending' });
  // It is in line all the same.
  const unknown = acting([IN_LINE], '/c', 'silent');
  await unknown.act();
  expect([unknown.line(), unknown.warnings]).toEqual([{ kind: 'started' }, []]);
});

test('a session that leaves the queue is not in line', async () => {
  const { act, line, warnings } = acting([{ ...IN_LINE, id: 'left' }]);
  await act();
  expect([line(), warnings]).toEqual([undefined, []]);
});

test('an act counts also where the queue cannot be read', async () => {
  const { act, warnings } = acting('broken');
  expect(await act()).toBe('acted');
  expect(warnings).toEqual(['the queue does not know of it: Error: no journal']);
});

test('nothing is in line where no queue was ever made', async () => {
  const { act, woken, warnings } = acting('none');
  await act();
  expect([woken, warnings]).toEqual([[], []]);
});
