import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FreshTry } from '../../../src/domain/provider/outcome.ts';
import {
  afterAttempt,
  type NextTry,
  type RetryPolicy,
  stepMs,
} from '../../../src/domain/provider/retry.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = 1_800_000_000_000;
const POLICY: RetryPolicy = {
  maxAttempts: 3,
  delayMs: 5000,
  loginStepsMs: [30_000, 120_000],
  maxWaitMs: 12 * HOUR,
};

interface Given {
  readonly policy?: Partial<RetryPolicy>;
  readonly failed?: number;
  readonly limits?: number;
  readonly waitedMs?: number;
  readonly random?: number;
}

function afterOverload({ policy, failed = 1, random = 0 }: Given): NextTry {
  const tries = { failed, limits: 0, waitedMs: 0, fresh: [] };
  const outcome = { kind: 'overload', reason: '529' } as const;
  return afterAttempt({ ...POLICY, ...policy }, tries, outcome, { now: NOW, random });
}

function afterLimit(until: number | undefined, given: Given = {}): NextTry {
  const { policy, limits = 1, waitedMs = 0, random = 0 } = given;
  const outcome = {
    kind: 'limit',
    reason: 'window',
    ...(until === undefined ? {} : { until }),
  } as const;
  const tries = { failed: 0, limits, waitedMs, fresh: [] };
  return afterAttempt({ ...POLICY, ...policy }, tries, outcome, { now: NOW, random });
}

describe('an overload', () => {
  it.each([
    [1, 2500, 5000],
    [2, 5000, 10_000],
    [3, 10_000, 20_000],
    [4, 20_000, 40_000],
    [7, 150_000, 300_000],
    [20, 150_000, 300_000],
    [5000, 150_000, 300_000],
  ])('after %i failures is tried again in %i to %i ms', (failed, least, most) => {
    const policy = { maxAttempts: 10_000 };
    const wait = (random: number): unknown => afterOverload({ policy, failed, random });
    expect(wait(0)).toEqual({ kind: 'again', afterMs: least, reason: '529' });
    expect(wait(1 - Number.EPSILON)).toEqual({ kind: 'again', afterMs: most, reason: '529' });
  });

  it('waits within its bounds for every jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.nat(10 * HOUR),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failed, delayMs, random) => {
          const next = afterOverload({
            policy: { maxAttempts: 3000, delayMs },
            ...{ failed, random },
          });
          if (next.kind !== 'again') throw new Error(next.kind);
          expect(Number.isSafeInteger(next.afterMs)).toBe(true);
          expect(next.afterMs).toBeGreaterThanOrEqual(Math.floor(Math.min(delayMs, 300_000) / 2));
          expect(next.afterMs).toBeLessThanOrEqual(Math.max(delayMs, 300_000));
        },
      ),
    );
  });

  it.each([1, 2, 100, 2000])('is tried again at once with a delay of 0, after %i failures', (n) => {
    const policy = { delayMs: 0, maxAttempts: 10_000 };
    expect(afterOverload({ policy, failed: n, random: 0.9 })).toMatchObject({ afterMs: 0 });
  });

  it('is never waited for less than a base that is longer than the cap', () => {
    const policy = { delayMs: HOUR, maxAttempts: 9 };
    expect(afterOverload({ policy, failed: 5, random: 0 })).toMatchObject({ afterMs: HOUR / 2 });
  });

  it.each([
    [3, 2, 'again'],
    [3, 3, 'give-up'],
    [3, 4, 'give-up'],
    [1, 1, 'give-up'],
  ])('of %i attempts in all, after %i: %s', (maxAttempts, failed, kind) => {
    expect(afterOverload({ policy: { maxAttempts }, failed }).kind).toBe(kind);
  });

  it('that was given up may pass, and says how often it was tried', () => {
    expect(afterOverload({ failed: 3 })).toEqual({
      kind: 'give-up',
      reason: '529 (3 attempts)',
      cure: undefined,
      isTransient: true,
    });
    expect(afterOverload({ policy: { maxAttempts: 1 } })).toMatchObject({
      reason: '529 (1 attempt)',
    });
  });
});

describe('a limit', () => {
  it('is slept for until its reset, and one to ten seconds', () => {
    const until = NOW + HOUR;
    const end = { kind: 'wait', at: until + 1000, reason: 'window', isOfProvider: true };
    expect(afterLimit(until)).toEqual(end);
    expect(afterLimit(until, { random: 0.9999999 })).toMatchObject({ at: until + 10_000 });
  });

  it('whose reset is past is tried again within seconds, once', () => {
    expect(afterLimit(NOW - HOUR)).toMatchObject({ kind: 'wait', at: NOW + 1000 });
    expect(afterLimit(NOW - HOUR, { limits: 2 })).toMatchObject({ at: NOW + 30 * MINUTE + 1000 });
  });

  it.each([
    [1, 15],
    [2, 30],
    [3, 60],
    [4, 60],
    [99, 60],
  ])('without a reset, met %i times, is slept for %i minutes', (limits, minutes) => {
    expect(afterLimit(undefined, { limits, policy: { maxWaitMs: DAY } })).toMatchObject({
      kind: 'wait',
      at: NOW + minutes * MINUTE + 1000,
    });
    expect(stepMs(limits)).toBe(minutes * MINUTE);
  });

  it('is a time of the provider only where it told one that is to come', () => {
    for (const until of [undefined, NaN, NOW - HOUR, NOW]) {
      expect(afterLimit(until)).not.toHaveProperty('isOfProvider');
    }
  });

  it('with a reset that is no number counts as without one', () => {
    expect(afterLimit(NaN)).toMatchObject({ kind: 'wait', at: NOW + 15 * MINUTE + 1000 });
  });

  it('is parked, with the time of its reset, if the wait is longer than the run may sleep', () => {
    const until = NOW + 13 * HOUR;
    expect(afterLimit(until)).toEqual({ kind: 'park', at: until + 1000, reason: 'window' });
    expect(afterLimit(until, { policy: { maxWaitMs: 14 * HOUR } }).kind).toBe('wait');
  });

  it('counts the time that the run has slept already', () => {
    expect(afterLimit(NOW + 7 * HOUR, { waitedMs: 6 * HOUR }).kind).toBe('park');
    expect(afterLimit(NOW + 5 * HOUR, { waitedMs: 6 * HOUR }).kind).toBe('wait');
  });

  it('is parked at once by a run that may never wait', () => {
    const policy = { maxWaitMs: 0 };
    for (const until of [undefined, NOW - 1, NOW, NOW + 1]) {
      expect(afterLimit(until, { policy }).kind).toBe('park');
    }
  });

  it('lasts eight days at most', () => {
    for (const until of [NOW + 9 * DAY, NOW + 1000 * DAY, Infinity]) {
      expect(afterLimit(until)).toMatchObject({ kind: 'park', at: NOW + 8 * DAY + 1000 });
    }
  });

  it('is neither past nor endless, whatever the provider said', () => {
    fc.assert(
      fc.property(fc.double(), fc.integer({ min: 1, max: 9 }), (until, limits) => {
        const next = afterLimit(until, { limits });
        if (next.kind !== 'wait' && next.kind !== 'park') throw new Error(next.kind);
        expect(next.at).toBeGreaterThanOrEqual(NOW + 1000);
        expect(next.at).toBeLessThanOrEqual(NOW + 8 * DAY + 10_000);
      }),
    );
  });
});

describe('what only a person can cure, and what is permanent', () => {
  it.each(['person', 'permanent'] as const)('is given up at once: %s', (kind) => {
    const outcome = { kind, reason: 'no credit', cure: 'buy some' };
    const tries = { failed: 1, limits: 0, waitedMs: 0, fresh: [] };
    expect(afterAttempt(POLICY, tries, outcome, { now: NOW, random: 0 })).toEqual({
      kind: 'give-up',
      reason: 'no credit',
      cure: 'buy some',
      isTransient: false,
    });
  });
});

describe('a failure that a fresh attempt may overcome', () => {
  const after = (fresh: FreshTry, before: readonly FreshTry[], steps?: readonly number[]) => {
    const policy = steps === undefined ? POLICY : { ...POLICY, loginStepsMs: steps };
    const tries = { failed: before.length + 1, limits: 0, waitedMs: 0, fresh: before };
    const outcome = { kind: 'person', reason: 'x', cure: 'y', fresh } as const;
    return afterAttempt(policy, tries, outcome, { now: NOW, random: 0 });
  };

  it('gets one at once after a spoilt conversation, and then needs a person', () => {
    expect(after('conversation', [])).toEqual({
      ...{ kind: 'again', afterMs: 0, reason: 'x', fresh: 'conversation' },
    });
    expect(after('conversation', ['conversation'])).toMatchObject({
      ...{ kind: 'give-up', isTransient: false, reason: 'x (2 attempts)', cure: 'y' },
    });
  });

  it('gets two after the steps of a renewal, and then needs a person', () => {
    expect(after('renewal', [])).toMatchObject({ kind: 'again', afterMs: 30_000 });
    expect(after('renewal', ['renewal'])).toMatchObject({ kind: 'again', afterMs: 120_000 });
    const end = after('renewal', ['renewal', 'renewal']);
    expect(end).toMatchObject({ kind: 'give-up', isTransient: false, reason: 'x (3 attempts)' });
  });

  it('counts each kind by itself', () => {
    expect(after('conversation', ['renewal', 'renewal'])).toMatchObject({ kind: 'again' });
    expect(after('renewal', ['conversation'])).toMatchObject({ kind: 'again', afterMs: 30_000 });
  });

  it('repeats the last step, and takes more where more are set', () => {
    expect(after('renewal', ['renewal'], [1000])).toMatchObject({ afterMs: 1000 });
    expect(after('renewal', ['renewal', 'renewal'], [1000])).toMatchObject({ kind: 'give-up' });
    const three = [1000, 2000, 3000];
    expect(after('renewal', ['renewal', 'renewal'], three)).toMatchObject({ afterMs: 3000 });
  });
});
