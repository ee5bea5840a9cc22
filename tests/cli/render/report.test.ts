import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MorningReport } from '../../../src/app/report/morning-report.ts';
import { html } from '../../../src/cli/render/report/html.ts';
import { reportHtml } from '../../../src/cli/render/report/report-html.ts';
import { escaped, reportMarkdown } from '../../../src/cli/render/report/report-markdown.ts';
import { buildReport } from '../../../src/domain/report/build-report.ts';
import { readHistoryLine } from '../../../src/domain/report/history-line.ts';
import { writeRow } from '../../../src/domain/session/row.ts';
import { gaveUpRow, iterationRow, personRow } from '../../domain/session/rows.ts';
import { HOSTILE } from '../../support/bad-night.ts';

/** A report in which every text that others wrote is this one. */
function reportWith(words: string): MorningReport {
  const rows = [
    iterationRow({ summary: words, model: words, log: words, problem: 'verify', reason: words }),
    personRow({ note: words, by: words }),
    gaveUpRow({ reason: words, cure: words }),
    iterationRow({ summary: words, status: 'blocked', reason: words, iteration: 2 }),
    iterationRow({ iteration: 3, denied: { count: 12, calls: [words, words] }, lost: [words] }),
  ];
  const python = { iteration: 1, status: words, phase: words, source_phase: words, summary: words };
  const history = [JSON.stringify(python), ...rows.map(writeRow)];
  const night = buildReport(
    history.flatMap((line) => readHistoryLine(line) ?? []),
    {
      since: undefined,
      now: Date.now(),
      isRunning: false,
      sleeps: [],
      changes: new Map(),
    },
  );
  const none = { commits: 1, files: 1, insertions: 1, deletions: 0 };
  return {
    ...night,
    v: 1,
    session: words,
    path: words,
    at: new Date(0).toISOString(),
    since: null,
    phase: 'implementation',
    state: 'blocked',
    resumeAt: null,
    billing: words,
    why: words,
    needsPerson: true,
    commands: [words],
    questions: [{ number: 1, text: words, suggestion: words }],
    plan: [words],
    changes: none,
    work: {
      ...none,
      folder: words,
      branch: words,
      base: words,
      baseCommit: words,
      uncommitted: 1,
      command: words,
    },
    receipt: null,
    handOver: {
      ...{ branch: words, worktree: words, base: { name: words, commit: words }, changes: none },
      ...{
        uncommitted: 1,
        costUsd: 1,
        pricedUsd: 1,
        pricesOf: words,
        summary: words,
        pullRequest: words,
        look: words,
        merge: words,
        cleanUp: words,
      },
    },
    lost: null,
  };
}

// eslint-disable-next-line no-control-regex -- what must not come out
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;
const tagsOf = (page: string): readonly string[] =>
  [...page.matchAll(/<(\/?[a-z][a-z0-9]*)/gi)].map(([, name = '']) => name);

describe('the HTML of a report', () => {
  test('has no element and no attribute more for whatever words there are', () => {
    const plain = tagsOf(reportHtml(reportWith('words')));
    expect(tagsOf(reportHtml(reportWith(HOSTILE)))).toEqual(plain);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (words) => {
        const page = reportHtml(reportWith(`x${words}`));
        expect(tagsOf(page)).toEqual(plain);
        expect(page).not.toMatch(CONTROL);
      }),
      { numRuns: 50 },
    );
  });

  test('asks for nothing: no address but in words, and a policy against all', () => {
    const page = reportHtml(reportWith('words'));
    expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|url\(|@import|<script/);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  test('quotes do not end an attribute', () => {
    expect(html`<p title="${`"' onclick=x>`}"></p>`.text).toBe(
      '<p title="&#34;&#39; onclick=x&#62;"></p>',
    );
  });
});

describe('the Markdown of a report', () => {
  test('is safe on a terminal', () => {
    expect(reportMarkdown(reportWith(HOSTILE))).not.toMatch(CONTROL);
  });

  test.each([
    ['<b>', '\\<b>'],
    ['a | b', 'a \\| b'],
    ['**x** `y`', '\\*\\*x\\*\\* \\`y\\`'],
    ['[x](y)', '\\[x\\](y)'],
    ['# x', '\\# x'],
    ['- x', '\\- x'],
    ['1. x', '1\\. x'],
    ['_x_ and plan_approval', '\\_x\\_ and plan_approval'],
    ['&lt;', '\\&lt;'],
    ['a -> b & c', 'a -> b & c'],
    ['x\n# y', 'x # y'],
  ])('%j becomes %j', (words, text) => {
    expect(escaped(words)).toBe(text);
  });

  test('a table has as many cells in each line whatever is in them', () => {
    const text = reportMarkdown(reportWith('a | b \\| c'));
    const lines = text.split('\n').filter((line) => line.startsWith('| '));
    const cells = lines.map((line) => line.replaceAll(/\\./g, '').split('|').length);
    expect(new Set(cells)).toEqual(new Set([8, 10]));
  });

  test('says in its first lines what to decide, what it cost and what it did', () => {
    const [title, , decide, cost, did] = reportMarkdown(reportWith('words')).split('\n');
    expect(title).toBe('# words: blocked in implementation');
    expect(decide).toBe('- **Decide:** 1 question to answer');
    expect(cost).toBe(
      '- **Cost:** unknown, tokens unknown, paid by an API key (words): each token is billed',
    );
    expect(did).toContain('1 commit, 1 file +1 −0, on branch words');
  });

  test('names the denied tool calls among the failures', () => {
    const text = reportMarkdown(reportWith('rm'));
    expect(text).toMatch(/iteration 3, .*, the CLI denied 12 tool calls: rm; rm; and 10 more/);
  });

  test('names the lost writes of the CLI among the failures', () => {
    const text = reportMarkdown(reportWith('rm'));
    expect(text).toMatch(/iteration 3, .*, the CLI lost output or a part of its transcript: rm/);
  });
});
