import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isGuarded,
  keepOf,
  overMark,
  overWords,
  withoutNumber,
} from '../../../src/domain/quota/guard.ts';
import { readUse, useName } from '../../../src/domain/quota/use-name.ts';
import {
  endOf,
  percentWords,
  presentUses,
  resetOfFull,
  type SeenUse,
  windowWords,
} from '../../../src/domain/quota/window-use.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A use of the five-hour window, seen a minute ago. */
function use(changes: Partial<SeenUse> = {}): SeenUse {
  const five = { minutes: 300, used: 81, isWarned: false, until: NOW + HOUR };
  return { ...five, seen: NOW - MINUTE, ...changes };
}

describe('the quota guard', () => {
  const KEEP = keepOf({ keepFiveHours: 20, keepWeek: 30 });

  test.each([
    [79, undefined],
    [79.99, undefined],
    [80, NOW + HOUR],
    [81, NOW + HOUR],
    [0, undefined],
    [130, NOW + HOUR],
  ])('with 20%% for the person and %d%% used closes until %s', (used, until) => {
    expect(overMark([use({ used })], KEEP)?.until).toBe(until);
  });

  test('judges a window of a day and longer by the week’s setting', () => {
    const week = use({ minutes: 10_080, used: 71, until: NOW + DAY });
    expect(overMark([week], KEEP)).toMatchObject({ keep: 30 });
    expect(overMark([week], keepOf({ keepFiveHours: 99 }))).toBeUndefined();
    expect(overMark([use({ minutes: 1440, used: 71 })], KEEP)).toMatchObject({ keep: 30 });
  });

  test('closes until the latest reset of the windows over their marks', () => {
    const week = use({ minutes: 10_080, used: 71, until: NOW + DAY });
    expect(overMark([use(), week, use({ minutes: 60, used: 99, until: NOW + 1 })], KEEP)).toEqual({
      ...{ until: NOW + DAY, use: week, keep: 30 },
    });
  });

  test('counts a warning as over only where no number is known', () => {
    expect(overMark([use({ used: undefined, isWarned: true })], KEEP)).toBeDefined();
    expect(overMark([use({ used: 79, isWarned: true })], KEEP)).toBeUndefined();
    expect(overMark([use({ used: undefined })], KEEP)).toBeUndefined();
  });

  test('is off without a setting and with 0', () => {
    expect(isGuarded(keepOf({}))).toBe(false);
    expect(isGuarded(keepOf({ keepFiveHours: 0, keepWeek: 0 }))).toBe(false);
    expect(overMark([use({ used: 100 })], keepOf({ keepFiveHours: 0 }))).toBeUndefined();
  });

  test('names window, number and setting', () => {
    const over = overMark([use()], KEEP);
    expect(over && overWords(over)).toBe(
      'the 5-hour window is 81% used, and SAMOCODE_KEEP_5H=20 leaves 20% to you',
    );
    const warned = overMark([use({ minutes: 10_080, used: undefined, isWarned: true })], KEEP);
    expect(warned && overWords(warned)).toContain('warns of the weekly window and tells no number');
    expect(windowWords({ minutes: 10_080, model: 'opus' })).toBe('weekly window of opus');
    expect([45, 180, 2880].map((minutes) => windowWords({ minutes }))).toEqual([
      ...['45-minute window', '3-hour window', '2-day window'],
    ]);
    expect(percentWords(79.99)).toBe('79.9%');
  });

  test('names its settings for which no number is known', () => {
    expect(withoutNumber([], KEEP)).toEqual(['SAMOCODE_KEEP_5H=20', 'SAMOCODE_KEEP_WEEK=30']);
    expect(withoutNumber([use({ used: 0 })], KEEP)).toEqual(['SAMOCODE_KEEP_WEEK=30']);
    expect(withoutNumber([use({ used: undefined, isWarned: true })], KEEP)).toHaveLength(2);
  });
});

describe('the use of a window', () => {
  test('counts until its reset and no longer', () => {
    expect(presentUses([use()], NOW)).toHaveLength(1);
    expect(presentUses([use({ until: NOW })], NOW)).toEqual([]);
    expect(presentUses([use({ until: NOW - DAY })], NOW)).toEqual([]);
  });

  test('gives way to a newer one of the same window, also to one that is over', () => {
    const older = use({ used: 90, seen: NOW - HOUR });
    expect(presentUses([older, use({ used: 50 })], NOW)).toMatchObject([{ used: 50 }]);
    expect(presentUses([older, use({ until: NOW - 1 })], NOW)).toEqual([]);
    expect(presentUses([older, use({ minutes: 10_080 })], NOW)).toHaveLength(2);
  });

  test.each([undefined, NOW + 10 * 365 * DAY, NOW + 7 * HOUR])(
    'counts for 15 minutes where its reset cannot be believed: %s',
    (until) => {
      const seen = use({ until, seen: NOW });
      expect(endOf(seen)).toBe(NOW + 15 * MINUTE);
      expect(presentUses([seen], NOW + 15 * MINUTE)).toEqual([]);
    },
  );

  test('does not count when it was noted by a clock that has been put back', () => {
    expect(presentUses([use({ seen: NOW + HOUR })], NOW)).toEqual([]);
  });

  test('is read back from its name', () => {
    const seen = fc.record({
      minutes: fc.integer({ min: 1, max: 999_999 }),
      used: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
      isWarned: fc.constant(false),
      until: fc.option(fc.integer({ min: 1, max: 9e15 }), { nil: undefined }),
      seen: fc.integer({ min: 0, max: 9e15 }),
    });
    fc.assert(
      fc.property(seen, (one) => {
        const wanted = { ...one, used: one.used === undefined ? undefined : one.used / 100 };
        expect(readUse(useName(wanted))).toEqual(wanted);
      }),
    );
    expect(readUse(useName(use({ used: undefined, isWarned: true })))?.isWarned).toBe(true);
    for (const name of ['quota-', 'until-1-2-ab', 'quota-300-x-1-2', 'quota-300-8100-1-2.tmp']) {
      expect(readUse(name)).toBeUndefined();
    }
  });
});

describe('the reset of a limit that was met', () => {
  const full = use({ used: 100 });

  test('is the latest of the windows that are used up', () => {
    const week = use({ minutes: 10_080, used: 100, until: NOW + DAY });
    expect(resetOfFull([full, week], undefined, NOW)).toBe(NOW + DAY);
    expect(resetOfFull([full, { ...week, used: 99 }], undefined, NOW)).toBe(NOW + HOUR);
  });

  test('is unknown where none is used up, or its reset is past or cannot be believed', () => {
    expect(resetOfFull([use()], undefined, NOW)).toBeUndefined();
    expect(resetOfFull([{ ...full, until: NOW - 1 }], undefined, NOW)).toBeUndefined();
    expect(resetOfFull([{ ...full, until: NOW + 365 * DAY }], undefined, NOW)).toBeUndefined();
    expect(resetOfFull([{ ...full, until: undefined }], undefined, NOW)).toBeUndefined();
  });

  test('is that of the model which the limit names', () => {
    const spark = { ...full, until: NOW + 2 * HOUR, model: 'GPT-5.3-Codex-Spark' };
    expect(resetOfFull([full, spark], 'gpt-5.3-codex-spark', NOW)).toBe(NOW + 2 * HOUR);
    expect(resetOfFull([full, spark], undefined, NOW)).toBe(NOW + HOUR);
    expect(resetOfFull([full], 'gpt-5.3-codex-spark', NOW)).toBeUndefined();
  });
});
