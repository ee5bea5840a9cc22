import { describe, expect, it } from 'vitest';
import { mayTakeOver } from '../../../../src/domain/provider/limits/takeover.ts';

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15].map((minutes) => minutes * MINUTE);
const NOW = 1_000_000_000;

describe('another provider takes over', () => {
  it('from a usage window with more than 30 minutes left, and from no shorter one', () => {
    expect(mayTakeOver({ until: NOW + 31 * MINUTE }, STEPS, NOW)).toBe(true);
    expect(mayTakeOver({ until: NOW + 30 * MINUTE }, STEPS, NOW)).toBe(false);
  });

  it('from an outage once it has lasted for more than 30 minutes', () => {
    const atStep = (steps: number, restMs: number) =>
      mayTakeOver({ until: NOW + restMs, isOutage: true, steps }, STEPS, NOW);
    // 1 + 2 + 5 + 10 minutes are over when the fifth rest begins, and 15 more when the sixth does.
    expect(atStep(5, 15 * MINUTE)).toBe(false);
    expect(atStep(5, 1 * MINUTE)).toBe(true);
    expect(atStep(6, 15 * MINUTE)).toBe(true);
  });

  it('from an outage whose present rest is longer than 30 minutes', () => {
    const closure = { until: NOW + 60 * MINUTE, isOutage: true, steps: 1 } as const;
    expect(mayTakeOver(closure, [60 * MINUTE], NOW)).toBe(true);
  });
});
