import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MorningReport } from '../../../src/app/report/morning-report.ts';
import { paint } from '../../../src/cli/render/live/paint.ts';
import { html } from '../../../src/cli/render/report/html.ts';
import { reportHtml } from '../../../src/cli/render/report/report-html.ts';
import { escaped, reportMarkdown } from '../../../src/cli/render/report/report-markdown.ts';
import { reportTerminal } from '../../../src/cli/render/report/report-terminal.ts';
import type { Rest } from '../../../src/domain/report/axis.ts';
import { buildReport } from '../../../src/domain/report/build-report.ts';
import { readHistoryLine } from '../../../src/domain/report/history-line.ts';
import { type Row, writeRow } from '../../../src/domain/session/row.ts';
import { parseDuration } from '../../../src/domain/text/duration.ts';
import { rowTimestamp } from '../../../src/domain/text/timestamps.ts';
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
      workingSince: undefined,
      rests: [],
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
    questions: [
      {
        number: 1,
        text: words,
        details: words,
        options: [{ label: 'a', text: words }],
        suggestion: words,
      },
    ],
    task: words,
    summary: words,
    planSteps: [{ text: words, isDone: true }],
    commits: [
      {
        commit: 'a'.repeat(40),
        subject: words,
        files: [{ path: words, insertions: 1, deletions: null }],
        fileCount: 3,
      },
    ],
    checks: {
      baseline: { isGreen: true, how: words },
      proofs: [{ iteration: 1, phase: words, isGreen: false, how: words, isExcused: true }],
      testReport: { name: words, verdict: words },
      review: { name: words, verdict: words },
    },
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
    expect(new Set(cells)).toEqual(new Set([5, 8, 11]));
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

describe('the time of a report', () => {
  const START = new Date(2026, 10, 21, 22, 0, 0).getTime();
  const NIGHTS = 200;
  const step = fc.record({
    kind: fc.constantFrom('works', 'asks', 'rests', 'rests within', 'is idle'),
    /** An attempt of two seconds or less before a rest is not told apart. */
    seconds: fc.integer({ min: 10, max: 20_000 }),
    more: fc.integer({ min: 5, max: 90_000 }),
  });

  /** The rows and the rests of a night, with the seconds that went into each part. */
  function nightOf(steps: readonly Parameters<Parameters<typeof step.map>[0]>[0][]) {
    const rows: Row[] = [];
    const rests: Rest[] = [];
    const sums = { worked: 0, waited: 0, rested: 0, 'not running': 0, span: 0 };
    let at = 0;
    const stamp = (): string => rowTimestamp(new Date(START + at * 1000));
    const rest = (seconds: number): void => {
      const from = START + at * 1000;
      rests.push({ for: 'limit', from, to: from + seconds * 1000 });
      [at, sums.rested] = [at + seconds, sums.rested + seconds];
    };
    const end = (seconds: number, fields: Parameters<typeof iterationRow>[0] = {}): void => {
      sums.worked += seconds;
      const number = { iteration: rows.length + 1, durationMs: seconds * 1000 };
      rows.push(iterationRow({ timestamp: stamp(), ...number, ...fields }));
    };
    for (const { kind, seconds, more } of steps) {
      const before = kind === 'rests within' ? Math.floor(seconds / 2) : 0;
      if (kind === 'rests') rest(more);
      if (kind === 'is idle' && rows.length > 0) {
        [at, sums['not running']] = [at + more, sums['not running'] + more];
      }
      at += before;
      if (kind === 'rests within') rest(more);
      at += seconds - before;
      const ends = rows.length === 0 && kind === 'rests' ? 'works' : kind;
      if (ends !== 'asks') end(seconds);
      else {
        end(seconds, { status: 'waiting', for: 'qa_answers' });
        [at, sums.waited] = [at + more, sums.waited + more];
        rows.push(personRow({ timestamp: stamp(), status: 'answered', answers: { 1: 'a' } }));
      }
    }
    sums.span = at;
    return { rows, rests, sums, now: START + at * 1000 };
  }

  /** The parts by name, as a form of the report shows them. */
  function shownIn(text: string): Record<string, number> {
    const plain = text.replace(/<[^>]+>/g, ' ');
    const found = plain.matchAll(
      /(?<=[\s|])(worked|waited|rested|not running|span)[\s|]+((?:\d+ (?:d|h|min|s) ?)+)/g,
    );
    return Object.fromEntries(
      [...found].map(([, name = '', length = '']) => [name, (parseDuration(length) ?? NaN) / 1000]),
    );
  }

  test('adds up to the span, and to what really was, in all three forms', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const first = { ...steps[0]!, kind: 'works' as const };
        const { rows, rests, sums, now } = nightOf([first, ...steps]);
        const history = rows.map(writeRow).flatMap((line) => readHistoryLine(line) ?? []);
        const around = { since: undefined, now, workingSince: undefined, changes: new Map() };
        const report = { ...reportWith('words'), ...buildReport(history, { ...around, rests }) };
        const look = { width: 100, colours: paint(false) };
        for (const text of [
          reportTerminal(report, look),
          reportMarkdown(report),
          reportHtml(report),
        ]) {
          const { worked = 0, waited = 0, rested = 0, span, ...rest } = shownIn(text);
          expect(worked + waited + rested + (rest['not running'] ?? 0)).toBe(span);
          expect(shownIn(text)).toEqual(sums);
        }
      }),
      { numRuns: NIGHTS },
    );
  });
});

describe('the report on a terminal', () => {
  const look = { width: 60, colours: paint(false) };

  test('is safe, and no line but a command is wider than the screen', () => {
    const text = reportTerminal(reportWith('plain words of an agent '.repeat(9)), look);
    const wide = text
      .split('\n')
      .slice(1)
      .filter((line) => line.length > look.width);
    expect(wide.every((line) => line.startsWith('    '))).toBe(true);
    expect(reportTerminal(reportWith(HOSTILE), look)).not.toMatch(CONTROL);
  });

  test('shows a table that is too wide as a block for each row, and a box for each step', () => {
    const text = reportTerminal(reportWith('words'), look);
    expect(text).toMatch(/^ {2}- implementation, cost unknown, tokens unknown/m);
    expect(text).toContain('Plan: 1 of 1 step done\n  [x] words\n');
  });
});
