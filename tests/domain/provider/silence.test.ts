import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lifeOf,
  newsOf,
  stillMs,
  type Witnesses,
  witnessWords,
} from '../../../src/domain/provider/silence.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** All still for so long, but for what is told. */
function still(ms: number, changes: Partial<Witnesses> = {}): Witnesses {
  const ages = { eventMs: ms, logMs: ms, cpuMs: ms, filesMs: ms };
  return { ...ages, logBytes: 0, cpuSpentMs: 0, ...changes };
}

describe('what the witnesses come to', () => {
  it.each(['logMs', 'cpuMs', 'filesMs', 'eventMs'] as const)(
    '%s alone that moves is busy, however long the others are still',
    (name) => {
      for (const hasSpoken of [true, false]) {
        expect(lifeOf(still(9 * HOUR, { [name]: 59 * SECOND }), hasSpoken)).toBe('busy');
      }
    },
  );

  it.each([
    [59 * SECOND, 'busy', 'busy'],
    [MINUTE, 'silent', 'silent'],
    [7 * MINUTE - 1, 'silent', 'silent'],
    [7 * MINUTE, 'silent', 'hung'],
    // The longest healthy gaps on record, and Claude's own time limit for an answer.
    [831 * SECOND, 'silent', 'hung'],
    [361 * SECOND, 'silent', 'silent'],
    [15 * MINUTE, 'hung', 'hung'],
  ])('all still for %i ms: %s after a word, %s before the first', (ms, spoken, unspoken) => {
    expect(lifeOf(still(ms), true)).toBe(spoken);
    expect(lifeOf(still(ms), false)).toBe(unspoken);
  });

  it('nothing is still for longer than its liveliest witness', () => {
    expect(stillMs(still(HOUR, { cpuMs: 3 }))).toBe(3);
  });
});

describe('what is told of a silence', () => {
  /** The minutes at which something is told, when a look is taken every half minute. */
  function toldAt(minutes: number, life: (ms: number) => 'busy' | 'silent' | 'hung'): number[] {
    const told = new Set<string>();
    const at: number[] = [];
    for (let ms = 30 * SECOND; ms <= minutes * MINUTE; ms += 30 * SECOND) {
      const news = newsOf(life(ms), ms);
      if (news === undefined || told.has(news)) continue;
      told.add(news);
      at.push(ms / MINUTE);
    }
    return at;
  }

  it('comes at growing distances', () => {
    expect(toldAt(240, () => 'silent')).toEqual([1, 5, 15, 30, 60, 120, 180, 240]);
  });

  it('comes when the state changes', () => {
    expect(toldAt(29, (ms) => lifeOf(still(ms), false))).toEqual([1, 5, 7, 15]);
  });

  it('is no flood, however the state swings', () => {
    const states = ['busy', 'silent', 'hung'] as const;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...states), { minLength: 960, maxLength: 960 }),
        (all) => {
          // Eight hours of looks: three states in each of twelve steps at most.
          expect(toldAt(480, (ms) => all[ms / (30 * SECOND) - 1] ?? 'busy').length).toBeLessThan(
            37,
          );
        },
      ),
    );
  });
});

describe('the words', () => {
  it.each<[Witnesses, string]>([
    [
      still(4 * MINUTE + 12 * SECOND, { cpuSpentMs: 100 }),
      'no event for 4 min, log still, CPU 0.1 s, no file changed',
    ],
    [
      still(75 * MINUTE, { cpuMs: 0, cpuSpentMs: 230_400, filesMs: 2 * MINUTE }),
      'no event for 1 h 15 min, log still, CPU 230.4 s, a file changed 2 min ago',
    ],
    [
      still(MINUTE, { logMs: 10, logBytes: 12 * 1024, filesMs: 20 * SECOND }),
      'no event for 1 min, log grew by 12 KiB, CPU 0.0 s, a file changed',
    ],
    [
      still(9 * MINUTE, { logMs: 5 * MINUTE, logBytes: 3 }),
      'no event for 9 min, log grew by 3 B 5 min ago, CPU 0.0 s, no file changed',
    ],
  ])('%#', (witnesses, words) => {
    expect(witnessWords(witnesses)).toBe(words);
  });
});
