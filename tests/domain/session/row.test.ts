import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { NEEDS, WAIT_REASONS } from '../../../src/domain/phases/rules.ts';
import { readRow, type Row, writeRow } from '../../../src/domain/session/row.ts';
import { ROW_PROBLEMS } from '../../../src/domain/session/rows/iteration-row.ts';
import { gaveUpRow, iterationRow, noticedRow, personRow, restoredRow } from './rows.ts';

const phase = fc.constantFrom(...PHASES);
const text = fc.string({ unit: 'binary' });
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const words = fc.record({
  phase,
  sourcePhase: phase,
  iteration: fc.nat(),
  summary: orNull(text),
  reason: orNull(text),
  needs: orNull(fc.constantFrom(...NEEDS)),
  for: orNull(fc.constantFrom(...WAIT_REASONS)),
  run: text,
  accepted: fc.boolean(),
});
const spent = fc.record({
  costUsd: orNull(fc.nat()),
  usage: orNull(
    fc.record({ inputTokens: fc.nat(), cachedInputTokens: fc.nat(), outputTokens: fc.nat() }),
  ),
});
const row: fc.Arbitrary<Row> = fc.oneof(
  fc
    .record({
      status: fc.constantFrom('continue', 'done', 'blocked', 'waiting'),
      problem: orNull(fc.constantFrom(...ROW_PROBLEMS)),
      total: fc.nat(),
      signal: fc.jsonValue().filter((value) => !Object.is(value, -0)),
      baseline: orNull(text),
      log: orNull(text),
    })
    .chain((own) =>
      fc.tuple(words, spent).map(([common, cost]) => iterationRow({ ...common, ...cost, ...own })),
    ),
  fc
    .record({
      status: fc.constantFrom(
        'approved',
        'rejected',
        'answered',
        'resumed',
        'overridden',
        'paused',
        'noted',
      ),
      by: text,
      source: text,
      note: orNull(text),
      answers: orNull(fc.dictionary(fc.nat(99).map(String), text)),
      plan: fc.record({ files: fc.array(text), hash: text }),
    })
    .chain((own) => words.map((common) => personRow({ ...common, ...own }))),
  words.map((common) => restoredRow(common)),
  fc
    .record({
      status: fc.constantFrom('failed', 'parked'),
      resumeAt: orNull(fc.nat()),
      cure: orNull(text),
      config: text,
    })
    .chain((own) =>
      fc.tuple(words, spent).map(([common, cost]) => gaveUpRow({ ...common, ...cost, ...own })),
    ),
);

describe('a row of ours', () => {
  it('is one line, and is read back as it was written', () => {
    fc.assert(
      fc.property(row, (one) => {
        const line = writeRow(one);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        const reading = readRow(line);
        expect(reading).toEqual({ kind: 'row', row: JSON.parse(JSON.stringify(one)) as unknown });
      }),
    );
  });

  it('has the eight original fields, whatever its kind', () => {
    const all = [iterationRow(), personRow(), restoredRow(), noticedRow(), gaveUpRow()];
    for (const one of all) {
      const written = JSON.parse(writeRow(one)) as object;
      for (const field of ['timestamp', 'iteration', 'phase', 'status', 'summary', 'reason']) {
        expect(written).toHaveProperty(field);
      }
      expect(written).toHaveProperty('needs');
      expect(written).toHaveProperty('for');
    }
  });

  it('is broken when it was torn anywhere', () => {
    const line = writeRow(iterationRow({ summary: 'x' })).trimEnd();
    for (let at = 0; at < line.length; at += 1) {
      expect(readRow(line.slice(0, at)).kind).toBe('broken');
    }
  });

  it.each([
    ['of another kind', { ...iterationRow(), kind: 'x' }],
    ['of no phase', { ...iterationRow(), phase: 'coding' }],
    ['with a person’s status on an iteration', { ...iterationRow(), status: 'approved' }],
    ['with an agent’s status on a person', { ...personRow(), status: 'continue' }],
    ['with half an iteration', { ...iterationRow(), iteration: 1.5 }],
    ['with a field missing', { ...iterationRow(), run: undefined }],
  ])('is broken %s', (_, value) => {
    expect(readRow(JSON.stringify(value)).kind).toBe('broken');
  });
});

describe('a row of a newer samocode', () => {
  it.each([
    ['an iteration', iterationRow()],
    ['an act of a person', personRow()],
  ])('is read as ours where it has all that ours have: %s', (_, ours) => {
    const newer = { ...ours, v: 99, added: 'later' };
    expect(readRow(JSON.stringify(newer))).toMatchObject({ kind: 'row', row: ours });
  });

  it('that lacks something of ours names the phase at least', () => {
    const newer = { ...iterationRow(), v: 99, usage: 'none' };
    expect(readRow(JSON.stringify(newer))).toMatchObject({
      kind: 'foreign',
      row: { phase: newer.phase },
    });
  });
});

describe('a row of the Python tool', () => {
  it('of the first form names the phase wanted next', () => {
    const line =
      '{"timestamp": "2026-11-22 07:11:20", "iteration": 3, "phase": "planning", "status": "waiting", "summary": null, "reason": null, "needs": null, "for": "qa_answers"}';
    expect(readRow(line)).toEqual({
      kind: 'foreign',
      row: {
        phase: 'planning',
        status: 'waiting',
        accepted: true,
        for: 'qa_answers',
        reason: undefined,
      },
    });
  });

  it('of the second form names both; accepted, it stands in the target', () => {
    const line =
      '{"v": 2, "timestamp": "2026-08-11 21:04:55", "iteration": 7, "source_phase": "implementation", "target_phase": "testing", "status": "continue", "accepted": true, "validation_error": null, "rejection_reason": null, "outcome_kind": "accepted_transition", "mutated": true, "summary": null, "reason": null, "needs": null, "for": null}';
    expect(readRow(line)).toMatchObject({ row: { phase: 'testing', accepted: true } });
  });

  it('that was rejected stands in its source, for the reason it was rejected', () => {
    const line =
      '{"v": 2, "timestamp": "2026-08-11 21:30:12", "iteration": 8, "source_phase": "testing", "target_phase": "done", "status": "continue", "accepted": false, "validation_error": "transition_not_allowed", "rejection_reason": "no", "outcome_kind": "rejected_validation", "mutated": false, "summary": null, "reason": "r", "needs": null, "for": null}';
    expect(readRow(line)).toMatchObject({
      row: { phase: 'testing', accepted: false, reason: 'no', status: 'continue' },
    });
  });

  it('may name no phase', () => {
    const line = '{"iteration": 1, "phase": null, "status": "blocked", "reason": "stuck"}';
    expect(readRow(line)).toMatchObject({
      kind: 'foreign',
      row: { phase: undefined, status: 'blocked', reason: 'stuck' },
    });
    expect(
      readRow('{"v":2,"iteration":1,"status":"blocked","source_phase":"testing"}'),
    ).toMatchObject({ row: { phase: 'testing' } });
  });
});

describe('a line', () => {
  it.each(['', ' ', '{}', '[]', 'null', '1', '"x"', '{"v":3}', '{"iteration":"1","status":"x"}'])(
    'is broken when it is %j',
    (line) => {
      expect(readRow(line)).toEqual({ kind: 'broken' });
    },
  );

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (line) => {
        expect(['row', 'foreign', 'broken']).toContain(readRow(line).kind);
      }),
    );
    expect(readRow('['.repeat(200_000) + ']'.repeat(200_000)).kind).toBe('broken');
  });
});
