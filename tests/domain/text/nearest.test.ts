import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/domain/text/nearest.ts';

const KEYS = ['MAIN_REPO', 'WORKTREES', 'SESSIONS', 'VERIFY'];

describe('nearest', () => {
  it.each([
    ['MAINREPO', 'MAIN_REPO'],
    ['main_repo', 'MAIN_REPO'],
    ['WORKTREE', 'WORKTREES'],
    ['SESSION_DIR', undefined],
    ['SESISONS', 'SESSIONS'],
    ['X', undefined],
    ['', undefined],
  ])('finds for %j %j', (word, found) => {
    expect(nearest(word, KEYS)).toBe(found);
  });

  it('finds every candidate that lacks one character', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), fc.nat(), (key, n) => {
        const at = n % key.length;
        expect(nearest(key.slice(0, at) + key.slice(at + 1), KEYS)).toBe(key);
      }),
    );
  });
});
