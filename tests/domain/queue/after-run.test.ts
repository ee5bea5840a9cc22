import { describe, expect, test } from 'vitest';
import { afterDeath, afterRun, deathsWith } from '../../../src/domain/queue/after-run.ts';
import type { Ending } from '../../../src/domain/run/event.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const forPerson = { kind: 'waits', until: null };
/** By the clock of this machine, and by that of the provider. */
const own = (until: number) => ({ kind: 'waits', until, isOwn: true });
const at = (until: number) => ({ kind: 'waits', until });

const BLOCK = {
  ...({ kind: 'blocked', reason: 'x', needs: 'environment' } as const),
  ...{ gate: undefined, baseline: undefined },
};
const bound = (name: Extract<Ending, { kind: 'bound' }>['bound'], resumeAt?: number): Ending => ({
  ...{ kind: 'bound', bound: name, limit: '1' },
  ...(resumeAt !== undefined && { resumeAt }),
});

const limited: Ending = {
  ...{ kind: 'bound', bound: 'rest', limit: '1', resumeAt: NOW + 3, isOfProvider: true },
};

const CASES: readonly (readonly [string, Ending, object])[] = [
  ['done', { kind: 'done' }, { kind: 'ended' }],
  ['waiting', { kind: 'waiting', for: 'qa_answers', reason: '', baseline: undefined }, forPerson],
  ['paused', { kind: 'paused', by: 'ann', note: undefined }, forPerson],
  ['stopped by a person', { kind: 'stopped', by: 'ann', note: undefined }, forPerson],
  ['blocked', BLOCK, forPerson],
  ['blocked, and tried again', { ...BLOCK, retried: { cure: 'c' } }, own(NOW + 15 * MINUTE)],
  [
    'failed for a while',
    { kind: 'failed', reason: '', cure: undefined, resumeAt: NOW + 1, config: '' },
    own(NOW + 1),
  ],
  [
    'failed for good',
    { kind: 'failed', reason: '', cure: 'c', resumeAt: undefined, config: '' },
    forPerson,
  ],
  ['parked', { kind: 'parked', reason: '', resumeAt: NOW + 2 }, at(NOW + 2)],
  ['at rest for an outage', bound('rest', NOW + 3), own(NOW + 3)],
  ['at rest for a limit', limited, at(NOW + 3)],
  ["at the day's limit of cost", bound('day', NOW + 4), own(NOW + 4)],
  ["at the session's limit of cost", bound('session'), forPerson],
  ['at the end of the hours', bound('duration'), { kind: 'again' }],
  ['drained', bound('drain'), { kind: 'again' }],
  ['with a full disk', { kind: 'disk', reason: '', folder: '/' }, own(NOW + 15 * MINUTE)],
  ['by a signal', { kind: 'signalled', signal: 'SIGTERM' }, own(NOW + 5 * MINUTE)],
];

describe('after a run that ended', () => {
  test.each(CASES)('%s', (_, ending, next) => {
    expect(afterRun(ending, NOW)).toEqual(next);
  });
});

describe('after a run that told no ending', () => {
  test('a kill puts the session back in line once; then the waits grow', () => {
    const after = (deaths: number) => afterDeath({ exit: 'SIGKILL', deaths }, NOW);
    expect([1, 2, 3, 4, 9].map(after)).toEqual([
      { kind: 'again' },
      own(NOW + 30 * MINUTE),
      ...[60, 60, 60].map((minutes) => own(NOW + minutes * MINUTE)),
    ]);
  });

  test('a run that was refused, or had no disk, is no death: the first kill after it is the first', () => {
    expect([6, 6, 74, 75, 'SIGKILL', 6, 1].reduce(deathsWith, 0)).toBe(2);
    expect([0, 2, 3, 4, 6, 7, 74, 75].reduce(deathsWith, 0)).toBe(0);
  });

  test('a refusal waits for a person, a bug for a growing time, a full disk for a quarter of an hour', () => {
    const after = (exit: number) => afterDeath({ exit, deaths: 1 }, NOW);
    expect(after(2)).toEqual(forPerson);
    expect(after(1)).toEqual(own(NOW + 15 * MINUTE));
    expect(after(74)).toEqual(own(NOW + 15 * MINUTE));
    expect(after(6)).toEqual(own(NOW + 10_000));
    expect(after(0)).toEqual({ kind: 'ended' });
  });
});
