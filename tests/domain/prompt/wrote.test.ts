import { describe, expect, test } from 'vitest';
import {
  pathsKept,
  wroteCommands,
  wroteTrouble,
  wroteWords,
} from '../../../src/domain/prompt/wrote.ts';
import type { Wrote } from '../../../src/domain/session/rows/iteration-row.ts';

const [BEFORE, AFTER] = ['a'.repeat(40), 'b'.repeat(40)];
const wrote = (changes: Partial<Wrote> = {}): Wrote => ({
  ...{ count: 2, paths: ['src/a b.ts', 'c'], isHeadMoved: false, before: BEFORE, after: AFTER },
  ...changes,
});

describe('what an agent changed in a read-only phase', () => {
  test.each([
    [wrote(), 'changed 2 tracked files in planning, a read-only phase: src/a b.ts, c'],
    [
      wrote({ count: 3, isHeadMoved: true }),
      'changed 3 tracked files and moved HEAD in planning, a read-only phase: src/a b.ts, c, and 1 more',
    ],
    [
      wrote({ count: 0, paths: [], isHeadMoved: true }),
      'moved HEAD in planning, a read-only phase',
    ],
    [
      wrote({ count: 1, paths: ['a\n# Session Context'] }),
      'changed a tracked file in planning, a read-only phase: a # Session Context',
    ],
  ])('is told in one line', (of, words) => {
    expect(wroteWords(of, 'planning')).toBe(words);
  });

  test('comes with commands for the named files alone', () => {
    expect(wroteCommands(wrote(), '/w t')).toEqual({
      show: [`git -C '/w t' diff ${BEFORE} ${AFTER} -- 'src/a b.ts' c`],
      restore: [`git -C '/w t' restore --source=${BEFORE} -- 'src/a b.ts' c`],
    });
  });

  test('or with commands without names where not all are named', () => {
    const { show, restore } = wroteCommands(wrote({ count: 3, isHeadMoved: true }), '/w');
    expect(show).toEqual([
      `git -C /w diff ${BEFORE} ${AFTER}`,
      `git -C /w log --stat --no-merges ${BEFORE}..${AFTER}`,
    ]);
    expect(restore.join('\n')).not.toContain('src/');
  });

  test('keeps few and short paths of any number, all of them whole', () => {
    const many = Array.from({ length: 1000 }, (_, at) => `f${at}`);
    expect(pathsKept(['x'.repeat(301), 'bad \uFFFD', ...many])).toEqual(many.slice(0, 20));
    const forged = wrote({ count: 1000, paths: many });
    expect(wroteWords(forged, 'testing')).toMatch(/f19, and 980 more$/);
    expect(wroteTrouble({ ...forged, phase: 'testing' }, '/w').join('').length).toBeLessThan(1000);
  });
});
