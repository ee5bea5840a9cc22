import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { PromisedFiles } from '../../../src/app/ports/session/session-files.ts';
import { openSession, type TestSession } from '../../support/session.ts';

const NOW = 2_000_000_000;
let session: TestSession;
beforeEach(() => {
  session = openSession();
});

function put(name: string, text: string, seconds = NOW): void {
  session.write(name, text);
  utimesSync(session.at(name), seconds, seconds);
}

function look(since = NOW): PromisedFiles {
  return session.store.promisedFiles(since * 1000);
}

test('an empty session has nothing', () => {
  expect(look()).toEqual({
    hasFindings: false,
    hasRequirements: false,
    saysNoQuestions: false,
    hasSummary: false,
    openBoxes: undefined,
    saysNoCommit: false,
    report: undefined,
    review: undefined,
    lastReport: undefined,
    lastReview: undefined,
  });
});

test('files count by their name, with or without the colon, if they say something', () => {
  put('02-07-10:01-dive-login.md', '# Findings\n');
  put('02-07-1002-requirements-login.md', '# Requirements\n');
  expect(look()).toMatchObject({ hasFindings: true, hasRequirements: true, hasSummary: false });
  put('02-07-10:03-summary-login.md', ' \n');
  put('summary.md', '# Summary\n');
  expect(look().hasSummary).toBe(false);
});

test('that nothing had to be asked counts only in a document that is not older than asked', () => {
  put('02-07-10:01-requirements-login.md', 'No open questions: the port stays\n', NOW - 1);
  expect(look()).toMatchObject({ hasRequirements: true, saysNoQuestions: false });
  put('02-07-10:01-requirements-login.md', 'No open questions: the port stays\n');
  expect(look().saysNoQuestions).toBe(true);
});

test('links and folders do not count', () => {
  put('findings.txt', '# Findings\n');
  symlinkSync(session.at('findings.txt'), session.at('02-07-10:01-dive-login.md'));
  mkdirSync(session.at('02-07-10:01-summary-login.md'));
  expect(look()).toMatchObject({ hasFindings: false, hasSummary: false });
});

test('the plan is the last one that the overview lists', () => {
  put('02-07-10:01-plan-a.md', '# Plan\n- [ ] a\n- [ ] b\nNo commit: notes\n');
  put('02-07-10:02-plan-b.md', '# Plan\n- [x] a\n');
  expect(look()).toMatchObject({ openBoxes: 0, saysNoCommit: false });
  put('_overview.md', '# Session\n\n## Plans\n- 02-07-10:01-plan-a.md\n');
  expect(look()).toMatchObject({ openBoxes: 2, saysNoCommit: true });
});

test('the report is the newest of those that are not older than asked', () => {
  put('02-07-10:01-test-report-a.md', 'Verdict: fail\n', NOW - 1);
  expect(look().report).toBeUndefined();
  put('02-07-10:01-test-report-b.md', 'Verdict: pass\n', NOW + 5);
  put('02-07-10:01-test-report-c.md', 'Verdict: partial\n', NOW);
  expect(look().report).toEqual({
    name: '02-07-10:01-test-report-b.md',
    verdict: 'pass',
    round: undefined,
  });
  put('02-07-10:01-review-a.md', 'Round: **2** of 3\n');
  expect(look().review).toEqual({ name: '02-07-10:01-review-a.md', verdict: undefined, round: 2 });
});

test('the last report and review are those since the approval, also from before this visit', () => {
  put('02-07-10:01-review-a.md', 'Round: 3 of 3\nVerdict: open\n', NOW - 9);
  expect(session.store.promisedFiles(NOW * 1000, (NOW - 5) * 1000).lastReview).toBeUndefined();
  put('02-07-10:02-review-a.md', 'Verdict: clean\n', NOW - 4);
  const { review, lastReview } = session.store.promisedFiles(NOW * 1000, (NOW - 5) * 1000);
  expect([review, lastReview?.verdict]).toEqual([undefined, 'clean']);
});
