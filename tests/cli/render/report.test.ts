import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MorningReport } from '../../../src/app/report/morning-report.ts';
import { paint } from '../../../src/cli/render/live/paint.ts';
import { html } from '../../../src/cli/render/report/html/html.ts';
import { reportHtml } from '../../../src/cli/render/report/html/report-html.ts';
import { nightMarkdown } from '../../../src/cli/render/report/night-markdown.ts';
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

test('tells each wait with one "for", in all three forms', () => {
  const reasons = [
    'qa_answers',
    'plan_approval',
    'file_update',
    'human_action',
    'blocked',
  ] as const;
  const more = ['limit', 'outage', 'failure', 'pause', 'nobody'] as const;
  const [startedAt, endedAt] = ['2026-11-21T22:00:00.000Z', '2026-11-21T22:00:38.000Z'];
  const waits = [...reasons, ...more].map((of) => ({ for: of, startedAt, endedAt, ms: 38_000 }));
  const report = { ...reportWith('words'), waits };
  const look = { width: 100, colours: paint(false) };
  for (const text of [reportTerminal(report, look), reportMarkdown(report), reportHtml(report)]) {
    const plain = text.replace(/<[^>]+>/g, ' ');
    expect(plain).toMatch(/38 s\s+for your answers/);
    expect(plain).not.toMatch(/\bfor\s+(?:for|with|paused|blocked|after)\b/);
  }
});

describe('the time of a report', () => {
  const START = new Date(2026, 10, 21, 22, 0, 0).getTime();
  const NIGHTS = 200;
  /** Seconds; those about the five minutes from which an idle time is listed are as likely as a night. */
  const wait = fc.oneof(fc.integer({ min: 5, max: 600 }), fc.integer({ min: 5, max: 90_000 }));
  const step = fc.record({
    kind: fc.constantFrom('works', 'asks', 'rests', 'rests within', 'is idle'),
    /** An attempt of two seconds or less before a rest is not told apart. */
    seconds: fc.integer({ min: 10, max: 20_000 }),
    more: wait,
  });

  const ending = fc.record({
    /** What the night waits for when its last row is written. */
    kind: fc.constantFrom('asks', 'goes on', 'is done'),
    /** No run, a run that sets its worktree up, or an agent at work. */
    run: fc.constantFrom('none', 'sets up', 'works'),
    seconds: wait.map((seconds) => seconds + 5),
  });
  type Step = Parameters<Parameters<typeof step.map>[0]>[0];
  type Ends = Parameters<Parameters<typeof ending.map>[0]>[0];
  type Part = 'worked' | 'waited' | 'rested' | 'not running';

  /** The rows and the rests of a night, and what really went on, in the order of time. */
  function nightOf(steps: readonly Step[], ends: Ends) {
    const rows: Row[] = [];
    const rests: Rest[] = [];
    const parts: { readonly part: Part; readonly from: number; readonly to: number }[] = [];
    const iterations: { readonly from: number; readonly to: number }[] = [];
    let at = START;
    const pass = (part: Part, seconds: number): void => {
      parts.push({ part, from: at, to: at + seconds * 1000 });
      at += seconds * 1000;
    };
    const rest = (seconds: number): void => {
      pass('rested', seconds);
      rests.push({ for: 'limit', from: at - seconds * 1000, to: at });
    };
    const stamp = (): string => rowTimestamp(new Date(at));
    const works = (
      seconds: number,
      fields: Parameters<typeof iterationRow>[0] = {},
      restsFor = 0,
    ): void => {
      const from = at;
      const before = restsFor === 0 ? 0 : Math.floor(seconds / 2);
      if (before > 0) pass('worked', before);
      if (restsFor > 0) rest(restsFor);
      pass('worked', seconds - before);
      const number = { iteration: rows.length + 1, durationMs: seconds * 1000 };
      rows.push(iterationRow({ timestamp: stamp(), ...number, ...fields }));
      iterations.push({ from, to: at });
    };
    const asking = { status: 'waiting', for: 'qa_answers' } as const;
    works(10);
    for (const { kind, seconds, more } of steps) {
      if (kind === 'rests') rest(more);
      if (kind === 'is idle') pass('not running', more);
      works(seconds, kind === 'asks' ? asking : {}, kind === 'rests within' ? more : 0);
      if (kind !== 'asks') continue;
      pass('waited', more);
      rows.push(personRow({ timestamp: stamp(), status: 'answered', answers: { 1: 'a' } }));
    }
    const { kind, run, seconds } = ends;
    works(10, { asks: asking, 'goes on': {}, 'is done': { status: 'done' } as const }[kind]);
    const isOver = kind === 'is done' && run !== 'works';
    const now = at + seconds * 1000 * (run === 'works' ? 2 : 1);
    if (!isOver) pass(kind === 'asks' ? 'waited' : 'not running', seconds);
    const workingSince = { none: undefined, 'sets up': now, works: at }[run];
    if (run === 'works') pass('worked', seconds);
    return { rows, rests, parts, iterations, around: { now, workingSince, changes: new Map() } };
  }

  /** The seconds of each part since then; an iteration that is shown is shown whole. */
  function sumsOf({ parts, iterations }: ReturnType<typeof nightOf>, since: number) {
    const from = Math.min(since, iterations.find(({ to }) => to >= since)?.from ?? since);
    const lengths = (of?: Part): number =>
      parts
        .filter(({ part }) => of === undefined || part === of)
        .reduce((sum, one) => sum + Math.max(0, one.to - Math.max(one.from, from)) / 1000, 0);
    return {
      worked: lengths('worked'),
      waited: lengths('waited'),
      rested: lengths('rested'),
      'not running': lengths('not running'),
      span: lengths(),
    };
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
      fc.property(fc.array(step, { maxLength: 12 }), ending, fc.nat(), (steps, ends, cut) => {
        const night = nightOf(steps, ends);
        const { rows, rests, parts, around } = night;
        const history = rows.map(writeRow).flatMap((line) => readHistoryLine(line) ?? []);
        const since = cut % 2 === 0 ? undefined : parts[cut % parts.length]?.from;
        const built = buildReport(history, { ...around, rests, since });
        const sums = sumsOf(night, since ?? START);
        const look = { width: 100, colours: paint(false) };
        const report = { ...reportWith('words'), ...built };
        for (const text of [
          reportTerminal(report, look),
          reportMarkdown(report),
          reportHtml(report),
        ]) {
          expect(shownIn(text)).toEqual(sums);
        }
        // The waits are the gaps of the same time; those under five minutes and after the end are not listed.
        const nobody = built.waits.filter(({ for: reason }) => reason === 'nobody');
        const listed = nobody.reduce((sum, { ms }) => sum + ms, 0) / 1000;
        const begins = Date.parse(built.time?.from ?? '');
        const idle = parts.filter(({ part, from }) => part === 'not running' && from >= begins);
        const afterDone = ends.kind === 'is done' ? parts.at(-2) : undefined;
        const unlisted = idle.filter((one) => one.to - one.from < 300_000 || one === afterDone);
        const left = unlisted.reduce((sum, { from, to }) => sum + to - from, 0) / 1000;
        expect(listed + left).toBe(sums['not running']);
      }),
      { numRuns: NIGHTS },
    );
  });
});

describe('the reports', () => {
  const paid = (costUsd: number | null, lost: MorningReport['lost'] = null): MorningReport => {
    const report = reportWith('words');
    const costUnknown = costUsd === null ? 1 : 0;
    const pricedUsd = costUsd === 2 ? 2 : null;
    const totals = { ...report.totals, costUsd, costUnknown, pricedUsd };
    return { ...report, needsPerson: false, totals, lost };
  };
  const unpaid = { ...paid(null), totals: { ...paid(null).totals, costUnknown: 0 } };

  test.each<[string, readonly MorningReport[]]>([
    ['$0.00', []],
    ['$0.00', [unpaid]],
    ['cost unknown', [paid(null), unpaid]],
    ['$1.20', [paid(1.2)]],
    ['≈$3.20', [paid(1.2), paid(2)]],
    ['$1.20 and an unknown cost of 1 more', [paid(1.2), paid(null)]],
    ['$10.20', [paid(1.2, { attempts: 2, costUsd: 9, costUnknown: 0 })]],
    [
      '$10.20 and an unknown cost of 3 more',
      [paid(1.2, { attempts: 3, costUsd: 9, costUnknown: 2 }), paid(null)],
    ],
  ])(
    'of a night have every cost in the first line, and say how many are unknown: %s',
    (cost, of) => {
      const [first] = nightMarkdown(of, 0).split('\n');
      expect(first?.replace(/^.* since [-\d: ]+: /, '')).toBe(`0 for you to decide, ${cost}`);
    },
  );
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
