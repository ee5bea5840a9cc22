import { describe, expect, test } from 'vitest';
import { isBranchTaken } from '../../../src/adapters/git/complaint.ts';

describe('a branch that another git has made meanwhile', () => {
  test.each([
    "Preparing worktree (new branch 'one')\nfatal: a branch named 'one' already exists",
    // Made after this git had looked and before it wrote; seen in about 2 % of such races (git 2.39.5).
    "Preparing worktree (new branch 'one')\nfatal: cannot lock ref 'refs/heads/one': reference already exists",
  ])('is known by what git says: %j', (stderr) => {
    expect(isBranchTaken(stderr)).toBe(true);
  });

  test.each([
    "fatal: cannot lock ref 'refs/heads/one': Unable to create '/r/.git/refs/heads/one.lock': File exists.",
    "fatal: cannot lock ref 'refs/heads/one/two': 'refs/heads/one' exists; cannot create 'refs/heads/one/two'",
  ])('is not taken for another failure: %j', (stderr) => {
    expect(isBranchTaken(stderr)).toBe(false);
  });
});
