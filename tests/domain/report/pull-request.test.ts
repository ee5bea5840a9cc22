import { describe, expect, it } from 'vitest';
import {
  isTransientFailure,
  publishWords,
  repositoryOf,
} from '../../../src/domain/report/publish-failure.ts';
import { pullRequestText } from '../../../src/domain/report/pull-request.ts';
import type { Receipt } from '../../../src/domain/report/receipt.ts';

const RECEIPT: Receipt = {
  ...{ v: 1, session: 'shop', doneAt: '2026-01-02T03:04:05.000Z', branch: 'shop', base: null },
  ...{ head: 'abc', changes: null, uncommitted: null, baseline: null, iterations: 3, tokens: null },
  ...{ models: [], costUsd: null, pullRequest: null, versions: { samocode: '1' } },
  proofs: [
    { iteration: 2, phase: 'quality', isGreen: true, how: 'make `x`\nexit 0', isExcused: false },
  ],
};

describe('the text of a pull request', () => {
  it('is that of the agent for it, or else the summary, or else the signal', () => {
    const own = '# S\n\n## Pull request\n\n**Title:** `Add` it\n\n## Why\n\nSo.';
    const made = pullRequestText(RECEIPT, { summary: own, said: 'done' });
    expect(made.title).toBe('Add it');
    expect(made.body).toMatch(/^## Why\n\nSo\.\n\n---\n/);
    const whole = pullRequestText(RECEIPT, { summary: '# S\n\nText', said: 'Do it' });
    expect(whole).toMatchObject({ title: 'Do it' });
    expect(whole.body).toMatch(/^# S\n\nText\n\n---\n/);
    expect(pullRequestText(RECEIPT, { said: '' }).title).toBe('shop');
  });

  it('has the facts in one line each, whatever the agent wrote', () => {
    const summary = `\u001b[31m${'x'.repeat(100_000)}`;
    const { title, body } = pullRequestText(RECEIPT, { summary, said: `-f\n${'t'.repeat(100)}` });
    expect([title.length, title.slice(0, 4)]).toEqual([70, '-f t']);
    expect(body.length).toBeLessThan(41_000);
    expect(body).not.toContain('\u001b');
    expect(body).toContain("\n- VERIFY in quality, green: `make 'x' exit 0`\n");
  });
});

it.each([
  ['https://github.com/o/r.git', 'github.com/o/r'],
  ['https://user:token@ghe.example.org/o/r/', 'ghe.example.org/o/r'],
  ['git@github.com:o/r.git', 'github.com/o/r'],
  ['ssh://git@github.com:22/o/my.repo.git', 'github.com/o/my.repo'],
  ['ssh://git@ssh.github.com:443/o/r.git', 'github.com/o/r'],
  ['git@work:o/r.git', undefined],
  ['/srv/git/r.git', undefined],
  ['--upload-pack=x', undefined],
])('the repository at %s is %s', (url, repository) => {
  expect(repositoryOf(url)).toBe(repository);
});

it.each([
  ['fatal: Could not resolve host: github.com', true],
  ['ssh: connect to host github.com port 22: Connection timed out', true],
  ['gh took longer than 300 s', true],
  ['HTTP 502: Bad Gateway', true],
  ['GraphQL: API rate limit exceeded', true],
  ["GraphQL: Head sha can't be blank, Head ref must be a branch (createPullRequest)", true],
  ['fatal: Authentication failed for https://github.com', false],
  ['! [rejected] (fetch first) HTTP 502', false],
  ['GraphQL: Draft pull requests are not supported in this repository', false],
])('%s: another try may succeed: %s', (said, isTransient) => {
  expect(isTransientFailure(said)).toBe(isTransient);
});

it('no credentials of an address are told', () => {
  expect(publishWords('fatal: https://me:secret@host/r not found\n')).toBe(
    'fatal: https://host/r not found',
  );
});
