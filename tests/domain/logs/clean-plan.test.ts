import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CleanPolicy,
  type LogPiece,
  toPack,
  toRemove,
} from '../../../src/domain/logs/clean-plan.ts';

const DAY = 86_400_000;
const NOW = 1000 * DAY;
const POLICY: CleanPolicy = { packAfterMs: 7 * DAY, removeAfterMs: undefined, maxBytes: undefined };

function piece(name: string, days: number, more: Partial<LogPiece> = {}): LogPiece {
  const changedAt = NOW - days * DAY;
  return { path: name, bytes: 100, changedAt, isPacked: false, isNewest: false, ...more };
}

const names = (pieces: readonly LogPiece[]): readonly string[] => pieces.map(({ path }) => path);

describe('what is compressed', () => {
  test('is old enough, not compressed, not empty, and not of the newest iteration', () => {
    const pieces = [
      piece('old', 8),
      piece('young', 6),
      piece('packed', 8, { isPacked: true }),
      piece('empty', 8, { bytes: 0 }),
      piece('newest', 8, { isNewest: true }),
    ];
    expect(names(toPack(pieces, POLICY, NOW))).toEqual(['old']);
  });

  test('is not what is about to be removed', () => {
    const policy = { ...POLICY, removeAfterMs: 30 * DAY };
    expect(names(toPack([piece('ancient', 31), piece('old', 29)], policy, NOW))).toEqual(['old']);
  });
});

describe('what is removed', () => {
  test('is nothing, unless it was asked for', () => {
    expect(toRemove([piece('ancient', 900)], POLICY, NOW)).toEqual([]);
  });

  test('is what is too old, compressed or not', () => {
    const policy = { ...POLICY, removeAfterMs: 30 * DAY };
    const pieces = [piece('a', 31), piece('b', 29), piece('c', 40, { isPacked: true })];
    expect(names(toRemove(pieces, policy, NOW))).toEqual(['c', 'a']);
  });

  test('is the oldest, until the rest fits', () => {
    const pieces = [piece('c', 1), piece('a', 3), piece('b', 2)];
    expect(names(toRemove(pieces, { ...POLICY, maxBytes: 200 }, NOW))).toEqual(['a']);
    expect(names(toRemove(pieces, { ...POLICY, maxBytes: 300 }, NOW))).toEqual([]);
    expect(names(toRemove(pieces, { ...POLICY, maxBytes: 0 }, NOW))).toEqual(['a', 'b', 'c']);
  });

  test('is never of the newest iteration, and never more than is needed', () => {
    const pieces = fc.array(
      fc.record({
        path: fc.string(),
        bytes: fc.nat(1000),
        changedAt: fc.nat(NOW),
        isPacked: fc.boolean(),
        isNewest: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(pieces, fc.nat(20_000), (all, maxBytes) => {
        const removed = toRemove(all, { ...POLICY, maxBytes }, NOW);
        expect(removed.some(({ isNewest }) => isNewest)).toBe(false);
        const size = (some: readonly LogPiece[]): number =>
          some.reduce((sum, { bytes }) => sum + bytes, 0);
        const before = size(all) - size(removed.slice(0, -1));
        if (removed.length > 0) expect(before).toBeGreaterThan(maxBytes);
        const rest = all.filter((one) => !removed.includes(one) && !one.isNewest);
        if (rest.length > 0) expect(size(all) - size(removed)).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });
});
