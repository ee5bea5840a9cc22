import { expect, test } from 'vitest';
import { workTip } from '../../../src/app/report/work-tip.ts';

const WORK = {
  ...{ owned: 'samocode/fix', mainRepo: '/shop', folder: '/shop', head: 'abc' },
  isBranch: () => true,
};

test('the work of a session ends at HEAD of its worktree', () => {
  expect(workTip({ ...WORK, folder: '/trees/fix' })).toEqual({ branch: 'HEAD', tip: 'HEAD' });
});

test('without a worktree the work ends at the branch of the session, and not at that of MAIN_REPO', () => {
  const ref = 'refs/heads/samocode/fix';
  expect(workTip(WORK)).toEqual({ branch: ref, tip: ref });
});

test('without its branch the work ends at the last commit that was recorded', () => {
  const gone = { ...WORK, isBranch: () => false };
  expect(workTip(gone)).toEqual({ branch: undefined, tip: 'abc' });
});
