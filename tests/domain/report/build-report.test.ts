import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Around, buildReport } from '../../../src/domain/report/build-report.ts';
import { rangeKey } from '../../../src/domain/report/entries/reported-iteration.ts';
import { type HistoryLine, readHistoryLine } from '../../../src/domain/report/history-line.ts';
import { type Row, writeRow } from '../../../src/domain/session/row.ts';
import { rowTimestamp } from '../../../src/domain/text/timestamps.ts';
import { gaveUpRow, iterationRow, personRow, restoredRow } from '../session/rows.ts';

const MINUTE = 60_000;
const START = new Date(2026, 10, 21, 22, 0, 0).getTime();
const at = (minutes: number): string => rowTimestamp(new Date(START + minutes * MINUTE));
const told = (...rows: readonly Row[]): readonly HistoryLine[] =>
  rows.flatMap((row) => readHistoryLine(writeRow(row)) ?? []);
const NOW = START + 600 * MINUTE;
const around = (fields: Partial<Around> = {}): Around => ({
  since: undefined,
  now: NOW,
  workingSince: undefined,
  rests: [],
  changes: new Map(),
  ...fields,
});

const iso = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();
const rest = (from: number, to: number): Around['rests'][number] => ({
  for: 'limit',
  from: START + from * MINUTE,
  to: START + to * MINUTE,
});

const WAITING = iterationRow({
  timestamp: at(10),
  durationMs: 10 * MINUTE,
  phase: 'requirements',
  sourcePhase: 'requirements',
  status: 'waiting',
  for: 'qa_answers',
});
const ANSWERED = personRow({
  timestamp: at(70),
  phase: 'requirements',
  sourcePhase: 'requirements',
  status: 'answered',
  answers: { 1: 'a' },
});
const PLANNED = iterationRow({
  timestamp: at(100),
  durationMs: 20 * MINUTE,
  iteration: 2,
  phase: 'planning',
  sourcePhase: 'requirements',
});

describe('the night', () => {
  test('a wait ends with the act that opens it, and what follows is nobody at work', () => {
    const { waits } = buildReport(
      told(WAITING, ANSWERED, PLANNED),
      around({ workingSince: START + 100 * MINUTE }),
    );
    expect(waits.map(({ for: reason, ms }) => [reason, ms / MINUTE])).toEqual([
      ['qa_answers', 60],
      ['nobody', 10],
    ]);
  });

  test('a rest begins when its run told of it: what was before is nobody at work', () => {
    const rests = [rest(75, 80)];
    const night = buildReport(
      told(WAITING, ANSWERED, PLANNED),
      around({ workingSince: NOW, rests }),
    );
    expect(night.waits.map(({ for: reason, ms }) => [reason, ms / MINUTE])).toEqual([
      ['qa_answers', 60],
      ['nobody', 5],
      ['limit', 5],
      ['nobody', 500],
    ]);
  });

  test('a rest between the attempts of an iteration is no work, and the first attempt was before it', () => {
    const rests = [rest(20, 90)];
    const { iterations, time } = buildReport(told(WAITING, PLANNED), around({ rests }));
    expect(iterations[1]).toMatchObject({ startedAt: iso(10), endedAt: iso(100) });
    expect(time).toMatchObject({ restedMs: 70 * MINUTE, workedMs: 30 * MINUTE });
  });

  test('a parked session rests until its reset, whatever happens later', () => {
    const standing = { status: 'parked', resumeAt: START + 60 * MINUTE } as const;
    const { waits } = buildReport(told(gaveUpRow({ timestamp: at(10), ...standing })), around());
    expect(waits.map(({ for: reason, ms }) => [reason, ms / MINUTE])).toEqual([
      ['limit', 50],
      ['nobody', 540],
    ]);
  });

  test('what goes on has no end, and after the end of the session there is no wait', () => {
    const open = buildReport(told(WAITING), around());
    expect(open.waits).toEqual([
      expect.objectContaining({ for: 'qa_answers', endedAt: null, ms: 590 * MINUTE }),
    ]);
    const done = iterationRow({
      timestamp: at(10),
      phase: 'done',
      sourcePhase: 'done',
      status: 'done',
    });
    expect(buildReport(told(done), around()).waits).toEqual([]);
  });

  test('since: what ended before is left out, and a wait begins with it', () => {
    const since = START + 40 * MINUTE;
    const night = buildReport(
      told(WAITING, ANSWERED, PLANNED),
      around({ since, workingSince: NOW }),
    );
    expect(night.iterations.map((one) => one.iteration)).toEqual([2]);
    expect(night.waits[0]).toMatchObject({ for: 'qa_answers', ms: 30 * MINUTE });
  });

  test('a cost that nobody told is unknown, never nothing', () => {
    const unknown = iterationRow({ timestamp: at(10) });
    const known = iterationRow({ timestamp: at(20), iteration: 2, costUsd: 0 });
    expect(buildReport(told(unknown), around()).totals.costUsd).toBeNull();
    const { totals, phases } = buildReport(told(unknown, known), around());
    expect(totals).toMatchObject({ costUsd: 0, costUnknown: 1, tokens: null });
    expect(phases).toEqual([expect.objectContaining({ phase: 'implementation', iterations: 2 })]);
  });

  test('iterations of less than a second, which their stamps cannot tell apart, follow each other', () => {
    const short = (iteration: number): Row =>
      iterationRow({ timestamp: at(10), iteration, durationMs: 400 });
    const [one, two] = buildReport(told(short(1), short(2)), around()).iterations;
    expect(Date.parse(two?.startedAt ?? '')).toBe(Date.parse(one?.endedAt ?? ''));
    expect(Date.parse(two?.endedAt ?? '')).toBe(START + 10 * MINUTE + 400);
  });

  test('the last red proof is kept with its output', () => {
    const red = iterationRow({
      timestamp: at(10),
      problem: 'verify',
      reason: 'npm test: exit 1\nno',
    });
    const { proof } = buildReport(told(red, PLANNED), around());
    expect(proof).toMatchObject({ iteration: 1, text: 'npm test: exit 1\nno' });
  });

  test('changes are those of the commits between; unknown where the row or git does not say', () => {
    const heads = { exitCode: 0, signal: null, headBefore: 'a', headAfter: 'b' };
    const brought = { commits: 1, files: 2, insertions: 3, deletions: 4 };
    const rows = [
      iterationRow({ timestamp: at(1), facts: heads }),
      iterationRow({ timestamp: at(2), facts: { ...heads, headAfter: 'a' } }),
      iterationRow({ timestamp: at(3), facts: { ...heads, headAfter: 'c' } }),
      iterationRow({ timestamp: at(4) }),
    ];
    const changes = new Map([[rangeKey({ before: 'a', after: 'b' }), brought]]);
    const night = buildReport(told(...rows), around({ changes }));
    expect(night.iterations.map((one) => one.changes)).toEqual([
      brought,
      { commits: 0, files: 0, insertions: 0, deletions: 0 },
      null,
      null,
    ]);
  });

  test('rows of the Python tool count as iterations; torn lines as nothing', () => {
    const line = JSON.stringify({
      timestamp: '2026-01-02T03:04:05',
      iteration: 4,
      source_phase: 'planning',
      target_phase: 'implementation',
      status: 'continue',
      summary: 'done so',
    });
    const history = [line, '{"torn', '', line.slice(0, 30)].flatMap(
      (one) => readHistoryLine(one) ?? [],
    );
    const [only, ...more] = buildReport(history, around({ workingSince: NOW })).iterations;
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      iteration: 4,
      from: 'planning',
      durationMs: null,
      costUsd: null,
      words: 'done so',
    });
  });
});

const minutes = fc.integer({ min: 0, max: 2000 });
const costUsd = fc.option(fc.integer({ min: 0, max: 800 }).map((eighths) => eighths / 8));
const usage = fc.option(
  fc.record({
    inputTokens: fc.nat(9999),
    cachedInputTokens: fc.nat(9),
    outputTokens: fc.nat(9999),
  }),
);
const someRow: fc.Arbitrary<Row> = fc.oneof(
  fc
    .record({
      minutes,
      costUsd,
      usage,
      durationMs: fc.nat(90 * MINUTE),
      attempts: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom('continue', 'waiting', 'blocked', 'done'),
    })
    .map(({ minutes: when, ...fields }) => iterationRow({ ...fields, timestamp: at(when) })),
  fc
    .record({ minutes, costUsd, usage })
    .map(({ minutes: when, ...fields }) => gaveUpRow({ ...fields, timestamp: at(when) })),
  minutes.map((when) => personRow({ timestamp: at(when), status: 'paused' })),
  minutes.map((when) => restoredRow({ timestamp: at(when) })),
);

describe('whatever the history holds', () => {
  test('the sums are those of its rows, whole and by phase', () => {
    fc.assert(
      fc.property(fc.array(someRow, { maxLength: 30 }), (rows) => {
        const night = buildReport(told(...rows), around());
        const own = rows.filter((row) => row.kind === 'iteration');
        const paid = rows.filter((row) => row.kind === 'iteration' || row.kind === 'gave-up');
        const cost = paid.reduce((sum, row) => sum + (row.costUsd ?? 0), 0);
        expect(night.totals.costUsd ?? 0).toBe(cost);
        expect(night.totals.iterations).toBe(own.length);
        expect(night.totals.attempts).toBe(own.reduce((sum, row) => sum + row.attempts, 0));
        expect(night.phases.reduce((sum, phase) => sum + phase.iterations, 0)).toBe(own.length);
        expect(night.totals.durationMs ?? 0).toBe(
          night.phases.reduce((sum, phase) => sum + (phase.durationMs ?? 0), 0),
        );
        expect(night.totals.costUnknown).toBe(paid.filter((row) => row.costUsd === null).length);
      }),
    );
  });

  test('no wait is negative, begins before what is shown, or overlaps the next', () => {
    fc.assert(
      fc.property(fc.array(someRow, { maxLength: 30 }), fc.option(minutes), (rows, from) => {
        const since = from === null ? undefined : START + from * MINUTE;
        const { waits, iterations } = buildReport(told(...rows), around({ since }));
        // An iteration is shown whole: one that goes on at `since` begins before.
        const first = Date.parse(iterations[0]?.startedAt ?? '');
        let end = since === undefined ? -Infinity : Math.min(since, first || since);
        for (const wait of waits) {
          const began = Date.parse(wait.startedAt);
          expect(wait.ms).toBeGreaterThan(0);
          expect(began).toBeGreaterThanOrEqual(end);
          end = began + wait.ms;
        }
      }),
    );
  });

  test('any line at all is read or left out, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json()), { maxLength: 10 }), (lines) => {
        buildReport(
          lines.flatMap((line) => readHistoryLine(line) ?? []),
          around(),
        );
      }),
    );
  });
});

test('an iteration of the other provider says which one it worked instead of', () => {
  const fallback = { from: 'claude', reason: 'the window is closed' } as const;
  const rows = told(iterationRow({ provider: 'codex', fallback }), iterationRow({ iteration: 2 }));
  const { iterations } = buildReport(rows, around());
  expect(iterations.map(({ fallback: one }) => one)).toEqual([fallback, null]);
});
