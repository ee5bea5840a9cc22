import { describe, expect, it } from 'vitest';
import { type Phase, PHASES } from '../../../src/domain/phases/phase.ts';
import { addForeign, addRow, openFold } from '../../../src/domain/session/fold.ts';
import { EMPTY_LEDGER, type Ledger } from '../../../src/domain/session/ledger.ts';
import type { ForeignRow, Row } from '../../../src/domain/session/row.ts';
import type { PersonRow } from '../../../src/domain/session/rows/person-row.ts';
import { takenOverStanding } from '../../../src/domain/session/taken-over.ts';
import { gaveUpRow, iterationRow, personRow, restoredRow } from './rows.ts';

const fold = (...rows: readonly Row[]): Ledger => rows.reduce(addRow, EMPTY_LEDGER);
const again = iterationRow();
const silent = iterationRow({ problem: 'no-signal' });
const malformed = iterationRow({ problem: 'malformed', reason: 'no object' });
const rejected = iterationRow({ status: 'blocked', accepted: false, problem: 'move', reason: 'r' });
const red = iterationRow({ problem: 'verify', phase: 'implementation', reason: 'red' });
const entered = iterationRow({ sourcePhase: 'planning', phase: 'implementation' });
const inQuestions = { phase: 'requirements', sourcePhase: 'requirements' } as const;
const inPlanning = { phase: 'planning', sourcePhase: 'planning' } as const;

describe('the stay', () => {
  it.each([
    ['accepted iterations', [again, again, again], 3],
    ['a missing signal too', [again, silent], 2],
    ['an agent that says it is blocked', [again, iterationRow({ status: 'blocked' })], 2],
    ['a red proof', [again, red], 2],
    ['no rejected row', [again, rejected, rejected], 1],
    ['no run that gave up', [again, gaveUpRow(), gaveUpRow({ status: 'parked', resumeAt: 1 })], 1],
    ['no phase put back', [again, restoredRow()], 1],
    ['nothing before the phase was entered', [iterationRow(inPlanning), entered], 0],
    ['from the phase on', [entered, again], 1],
    ['from a person’s row on', [again, again, personRow(), again], 1],
    ['from any act on', [again, again, personRow({ status: 'answered', answers: {} })], 0],
  ] as const)('counts %s', (_, rows, stay) => {
    expect(fold(...rows).stay).toBe(stay);
  });

  it('goes on where samocode opened a gate itself: no person has looked', () => {
    const auto = personRow({ ...inQuestions, status: 'answered', by: 'auto', answers: {} });
    const asks = iterationRow({ ...inQuestions, status: 'waiting', for: 'qa_answers' });
    const refused = { status: 'blocked', accepted: false, problem: 'gate' } as const;
    const cheats = iterationRow({ ...inQuestions, ...refused });
    expect(fold(asks, auto, asks, auto).stay).toBe(2);
    expect(fold(asks, auto, asks, { ...auto, by: 'ann' }).stay).toBe(0);
    // A rejection that only stands for a wait is counted like one, or it would go on for ever.
    expect(fold(asks, auto, cheats, auto, cheats, auto).stay).toBe(3);
    expect(fold(red, red, personRow({ by: 'auto' })).reds).toBe(2);
    expect(fold(silent, personRow({ by: 'auto' })).silent).toBe(1);
    const approved = personRow({ sourcePhase: 'planning', status: 'approved', by: 'auto' });
    const plans = iterationRow(inPlanning);
    expect(fold(plans, iterationRow({ ...inPlanning, ...refused }), approved).stay).toBe(0);
    expect(fold(gaveUpRow(), personRow({ by: 'auto' })).failures).toBe(1);
  });

  it('does not count the row that enters a phase, in any phase', () => {
    for (const phase of PHASES) {
      const row = iterationRow({ phase, sourcePhase: phase === 'init' ? 'done' : 'init' });
      expect(fold(row).stay).toBe(0);
    }
  });
});

describe('a streak', () => {
  it('of silence counts missing signals in a row', () => {
    expect(fold(silent, silent).silent).toBe(2);
    expect(fold(silent, malformed, silent).silent).toBe(3);
    expect(fold(silent, malformed, again, malformed).silent).toBe(1);
    expect(fold(silent, personRow({ status: 'noted', note: 'n' }), malformed).silent).toBe(2);
    expect(fold(silent, again).silent).toBe(0);
    expect(fold(silent, rejected, silent).silent).toBe(1);
    expect(fold(silent, personRow()).silent).toBe(0);
    expect(fold(silent, restoredRow(), silent).silent).toBe(2);
    expect(fold(silent, gaveUpRow(), silent).silent).toBe(2);
  });

  it('of reds counts proofs that failed in a row', () => {
    expect(fold(red, red).reds).toBe(2);
    expect(fold(red, personRow()).reds).toBe(0);
    expect(fold(red, iterationRow({ phase: 'testing' })).reds).toBe(0);
  });

  it('of failures counts runs that gave up in a row, not the parked ones', () => {
    expect(fold(again, gaveUpRow(), gaveUpRow()).failures).toBe(2);
    expect(fold(gaveUpRow(), gaveUpRow({ status: 'parked', resumeAt: 1 })).failures).toBe(1);
    expect(fold(gaveUpRow(), again).failures).toBe(0);
    expect(fold(gaveUpRow(), personRow()).failures).toBe(0);
  });

  it('of limits counts parked runs in a row that had tried', () => {
    const parked = gaveUpRow({ status: 'parked', resumeAt: 1 });
    const unspawned = gaveUpRow({ status: 'parked', resumeAt: 1, attempts: 0 });
    expect(fold(again, parked, unspawned, parked).parked).toBe(2);
    expect(fold(parked, gaveUpRow(), parked).parked).toBe(2);
    expect(fold(parked, personRow({ by: 'auto' })).parked).toBe(1);
    expect(fold(parked, again).parked).toBe(0);
    expect(fold(parked, personRow()).parked).toBe(0);
  });
});

describe('the numbers', () => {
  it('are the highest iteration and the last total', () => {
    const ledger = fold(
      iterationRow({ iteration: 7, total: 4 }),
      personRow({ iteration: 7 }),
      iterationRow({ iteration: 8, total: 5 }),
    );
    expect(ledger).toMatchObject({ rows: 3, iteration: 8, total: 5 });
    expect(ledger.last).toEqual({ run: 'run-1', iteration: 8 });
  });

  it('use again the number of a run that gave up: it recorded no iteration', () => {
    const ledger = fold(iterationRow({ iteration: 7, total: 4 }), gaveUpRow({ iteration: 8 }));
    expect(ledger).toMatchObject({ iteration: 7, total: 4 });
  });

  it('count no row of the Python tool', () => {
    const row = { phase: 'testing', status: 'continue', accepted: true } as const;
    const ledger = addForeign(EMPTY_LEDGER, { ...row, for: undefined, reason: undefined });
    expect(ledger).toMatchObject({ rows: 0, foreignRows: 1, iteration: 0, total: 0, stay: 0 });
    expect(ledger.phase).toBeUndefined();
  });

  it('stands as the Python tool left it when the first row of ours comes', () => {
    const taken = addForeign(EMPTY_LEDGER, {
      phase: 'planning',
      status: 'waiting',
      accepted: true,
      for: 'plan_approval',
      reason: undefined,
    });
    const resumed = personRow({ status: 'resumed', phase: 'planning', sourcePhase: 'planning' });
    expect(addRow(taken, resumed).standing).toMatchObject({
      kind: 'waiting',
      for: 'plan_approval',
    });
  });

  it('takes the mark of a run that gave up for recorded', () => {
    const row = gaveUpRow({ run: 'run-7', iteration: 4 });
    expect(fold(row).last).toEqual({ run: 'run-7', iteration: 4 });
  });

  it('add up what was spent, failed attempts too', () => {
    const usage = { inputTokens: 10, cachedInputTokens: 100, outputTokens: 1 };
    const ledger = fold(
      iterationRow({ costUsd: 1, usage }),
      gaveUpRow({ costUsd: 0.5, usage }),
      iterationRow(),
    );
    expect(ledger).toMatchObject({ costUsd: 1.5, tokens: 22 });
  });
});

describe('the standing', () => {
  it.each([
    ['continue', again, { kind: 'ready' }],
    ['done', iterationRow({ status: 'done' }), { kind: 'done' }],
    [
      'waiting',
      iterationRow({ status: 'waiting', for: 'file_update', reason: 'r', baseline: 'b' }),
      { kind: 'waiting', for: 'file_update', reason: 'r', baseline: 'b' },
    ],
    [
      'blocked',
      iterationRow({ status: 'blocked', needs: 'environment', reason: 'r', baseline: 'b' }),
      { kind: 'blocked', needs: 'environment', reason: 'r', gate: undefined, baseline: 'b' },
    ],
    [
      'a rejection at a gate',
      iterationRow({ ...inPlanning, status: 'blocked', accepted: false, problem: 'gate' }),
      { kind: 'blocked', gate: 'approval' },
    ],
    [
      'a rejection at the other gate',
      iterationRow({ ...inQuestions, status: 'blocked', accepted: false, problem: 'gate' }),
      { kind: 'blocked', gate: 'answers' },
    ],
    [
      'a run that gave up',
      gaveUpRow({ reason: 'r', cure: 'pay', resumeAt: 5 }),
      { kind: 'failed', reason: 'r', cure: 'pay', resumeAt: 5, config: 'c' },
    ],
    [
      'a run that was parked',
      gaveUpRow({ status: 'parked', reason: 'r', resumeAt: 5 }),
      { kind: 'parked', reason: 'r', resumeAt: 5 },
    ],
  ] as const)('after %s', (_, row, standing) => {
    expect(fold(row).standing).toMatchObject(standing);
    expect(
      fold(row, restoredRow({ phase: row.phase, sourcePhase: row.phase })).standing,
    ).toMatchObject(standing);
  });
});

const waits = (reason: 'qa_answers' | 'plan_approval' | 'human_action'): Row => {
  const where = { qa_answers: inQuestions, plan_approval: inPlanning, human_action: {} }[reason];
  return iterationRow({ ...where, status: 'waiting', for: reason });
};

describe('what a person does', () => {
  const answered = personRow({ ...inQuestions, status: 'answered', answers: { '1': 'a' } });

  it('answers: the wait for answers ends, and no other', () => {
    expect(fold(waits('qa_answers'), answered)).toMatchObject({
      standing: { kind: 'ready' },
      given: { kind: 'answers', answers: { '1': 'a' } },
      inputs: [{ act: 'answered', by: 'ann' }],
    });
    const blocked = iterationRow({ ...inQuestions, status: 'blocked', reason: 'r' });
    expect(fold(blocked, answered).standing.kind).toBe('blocked');
  });

  it('says that no questions are needed', () => {
    const none = personRow({ ...inQuestions, status: 'answered', answers: null });
    expect(fold(none)).toMatchObject({ given: { kind: 'none-needed' } });
    expect(fold(none).inputs).toEqual([
      { act: 'answered', note: undefined, by: 'ann', noneNeeded: true },
    ]);
    expect(fold(answered).inputs).toEqual([{ act: 'answered', note: undefined, by: 'ann' }]);
  });

  it('gave answers for this stay alone', () => {
    const stays = iterationRow(inQuestions);
    const leaves = iterationRow({ sourcePhase: 'requirements', phase: 'planning' });
    const back = personRow({ sourcePhase: 'planning', phase: 'requirements' });
    expect(fold(answered, stays).given).toBeDefined();
    expect(fold(answered, rejected).given).toBeUndefined();
    expect(fold(answered, leaves).given).toBeUndefined();
    expect(fold(answered, leaves, back).given).toBeUndefined();
  });

  it('rejects a plan: planning goes on, and approval stays possible until an agent worked on it', () => {
    const no = personRow({ ...inPlanning, status: 'rejected', note: 'smaller' });
    const ledger = fold(waits('plan_approval'), no);
    expect(ledger).toMatchObject({ phase: 'planning', planRejected: true });
    expect(ledger.standing.kind).toBe('ready');
    expect(ledger.inputs).toEqual([{ act: 'rejected', note: 'smaller', by: 'ann' }]);
    expect(fold(waits('plan_approval'), no, gaveUpRow(inPlanning)).planRejected).toBe(true);
    expect(fold(waits('plan_approval'), no, iterationRow(inPlanning)).planRejected).toBe(false);
  });

  it('approves a plan: that is the move', () => {
    const yes = personRow({
      status: 'approved',
      sourcePhase: 'planning',
      phase: 'implementation',
    });
    expect(fold(waits('plan_approval'), yes)).toMatchObject({
      phase: 'implementation',
      standing: { kind: 'ready' },
      stay: 0,
      planRejected: false,
    });
  });

  it('begins other work by an approval, or by reopening what is done, and by nothing else', () => {
    const move = (at: number, from: Phase, to: Phase): Partial<PersonRow> => ({
      entered: at,
      sourcePhase: from,
      phase: to,
    });
    const yes = personRow({ status: 'approved', ...move(5, 'planning', 'implementation') });
    const tests = iterationRow({ entered: 6, sourcePhase: 'implementation', phase: 'testing' });
    const back = personRow(move(7, 'testing', 'implementation'));
    expect(fold(yes, tests, back).judgedSince).toBe(5);
    const finished = iterationRow({ entered: 8, sourcePhase: 'quality', phase: 'done' });
    expect(fold(yes, finished).judgedSince).toBe(5);
    const again = personRow(move(9, 'done', 'implementation'));
    expect(fold(yes, finished, again).judgedSince).toBe(9);
  });

  it('resumes: a wait for an action and a block end, a gate does not', () => {
    const resume = (row: Row): string =>
      fold(row, personRow({ phase: row.phase, sourcePhase: row.phase })).standing.kind;
    expect(resume(waits('human_action'))).toBe('ready');
    expect(resume(iterationRow({ status: 'blocked' }))).toBe('ready');
    expect(resume(gaveUpRow())).toBe('ready');
    expect(resume(waits('qa_answers'))).toBe('waiting');
    expect(resume(waits('plan_approval'))).toBe('waiting');
  });

  it('finds the gate still there after a provider failed: opens it, or stands there again', () => {
    const no = personRow({ ...inPlanning, status: 'rejected', note: 'smaller' });
    const parked = { status: 'parked', resumeAt: 1 } as const;
    const refused = { status: 'blocked', accepted: false, problem: 'gate' } as const;
    const tried = iterationRow({ ...inPlanning, ...refused });
    const there = { kind: 'waiting', for: 'plan_approval' };
    for (const before of [waits('plan_approval'), tried]) {
      for (const fields of [{}, parked]) {
        const given = [before, gaveUpRow({ ...inPlanning, ...fields }), gaveUpRow(inPlanning)];
        expect(fold(...given).standing).toMatchObject({ kind: 'failed', gate: 'approval' });
        expect(fold(...given, personRow(inPlanning)).standing).toMatchObject(there);
        expect(fold(...given, no).standing).toEqual({ kind: 'ready' });
      }
    }
    const asked = [waits('qa_answers'), gaveUpRow({ ...inQuestions, ...parked })];
    expect(fold(...asked, answered).standing).toMatchObject({ kind: 'parked', gate: undefined });
    expect(fold(...asked, answered, personRow(inQuestions)).standing).toEqual({ kind: 'ready' });
    expect(fold(...asked, iterationRow(inQuestions)).standing).toEqual({ kind: 'ready' });
  });

  it('resumes elsewhere: whatever was awaited is no matter there', () => {
    const back = personRow({ sourcePhase: 'planning', phase: 'investigation' });
    expect(fold(waits('plan_approval'), back)).toMatchObject({
      phase: 'investigation',
      standing: { kind: 'ready' },
    });
  });

  it('is told until an iteration was followed, through runs that give up', () => {
    const inputs = fold(personRow({ note: 'a' }), gaveUpRow(), personRow({ note: 'b' })).inputs;
    expect(inputs.map(({ note }) => note)).toEqual(['a', 'b']);
    const stuck = iterationRow({ status: 'blocked', accepted: false, problem: 'stuck' });
    for (const row of [silent, malformed, red, rejected, stuck]) {
      expect(fold(personRow({ note: 'a' }), row).inputs).toMatchObject([{ note: 'a' }]);
    }
    const ended = fold(personRow({ note: 'a' }), personRow({ status: 'approved' }), again);
    expect(ended.inputs).toEqual([]);
    expect(ended.earlier).toMatchObject({ notes: [{ note: 'a' }], left: 0 });
  });
});

describe('trouble', () => {
  it('is what was wrong with the last iteration, until the next one or a resume', () => {
    expect(fold(rejected).trouble).toEqual({ problem: 'move', reason: 'r' });
    expect(fold(silent).trouble).toEqual({ problem: 'no-signal', reason: 'no-signal' });
    expect(fold(rejected, restoredRow(), gaveUpRow()).trouble).toBeDefined();
    expect(fold(rejected, again).trouble).toBeUndefined();
    expect(fold(rejected, personRow()).trouble).toBeUndefined();
    expect(fold(rejected, personRow({ status: 'overridden' })).trouble).toBeDefined();
  });
});

describe('what was repaired in a signal', () => {
  it('is told to the next agent, and to no later one', () => {
    const repaired = iterationRow({ repaired: ['code fence'] });
    expect(fold(repaired).slips).toEqual(['code fence']);
    expect(fold(repaired, gaveUpRow(), personRow()).slips).toEqual(['code fence']);
    expect(fold(repaired, again).slips).toEqual([]);
  });
});

describe('the checkpoint', () => {
  const rows: readonly Row[] = [
    iterationRow(inQuestions),
    ...[waits('qa_answers'), personRow({ ...inQuestions, status: 'answered', answers: null })],
    iterationRow({ sourcePhase: 'requirements', phase: 'planning', costUsd: 1 }),
    ...[waits('plan_approval'), personRow({ ...inPlanning, status: 'rejected', note: 'n' })],
    ...[waits('plan_approval'), gaveUpRow({ ...inPlanning, status: 'parked', resumeAt: 1 })],
    personRow({ status: 'approved', sourcePhase: 'planning', phase: 'implementation' }),
    ...[silent, rejected, restoredRow(), red, gaveUpRow(), personRow(), waits('human_action')],
    iterationRow({ sourcePhase: 'testing', phase: 'done', status: 'done' }),
  ];

  it('through JSON is the same ledger, and stays it row by row', () => {
    const reread = (ledger: Ledger): Ledger => ({
      ...EMPTY_LEDGER,
      ...(JSON.parse(JSON.stringify(ledger)) as Partial<Ledger>),
    });
    let plain = EMPTY_LEDGER;
    let kept = reread(EMPTY_LEDGER);
    for (const row of rows) {
      plain = addRow(plain, row);
      kept = reread(addRow(kept, row));
      expect(kept).toEqual(plain);
    }
  });

  it('told within a fold is not changed by what is added later, nor is the one it began with', () => {
    const fold = openFold(EMPTY_LEDGER);
    const told = rows.map((row) => {
      fold.add(row);
      return fold.ledger();
    });
    let plain = EMPTY_LEDGER;
    for (const [index, row] of rows.entries()) {
      plain = addRow(plain, row);
      expect(told[index]).toEqual(plain);
    }
    expect(EMPTY_LEDGER).toMatchObject({ rows: 0, phase: undefined, inputs: [], sources: [] });
  });
});

describe('a session taken over from the Python tool', () => {
  const row = (fields: Partial<ForeignRow>): ForeignRow => ({
    phase: 'testing',
    status: 'continue',
    accepted: true,
    for: undefined,
    reason: undefined,
    ...fields,
  });

  it.each([
    ['without a row', undefined, 'testing', { kind: 'ready' }],
    ['after a continue', row({}), 'testing', { kind: 'ready' }],
    ['after done', row({ phase: 'done', status: 'done' }), 'done', { kind: 'done' }],
    ['after done, set back', row({ phase: 'done', status: 'done' }), 'testing', { kind: 'ready' }],
    [
      'blocked',
      row({ status: 'blocked', reason: 'r' }),
      'testing',
      { kind: 'blocked', reason: 'r' },
    ],
    [
      'blocked, without a phase',
      row({ phase: undefined, status: 'blocked' }),
      'testing',
      { kind: 'blocked' },
    ],
    ['blocked elsewhere', row({ status: 'blocked' }), 'quality', { kind: 'ready' }],
    ['rejected', row({ accepted: false, reason: 'no' }), 'testing', { kind: 'blocked' }],
    [
      'with done rejected',
      row({ accepted: false, status: 'done' }),
      'testing',
      { kind: 'blocked' },
    ],
    [
      'waiting for approval',
      row({ phase: 'planning', status: 'waiting', for: 'plan_approval' }),
      'planning',
      { kind: 'waiting', for: 'plan_approval' },
    ],
    [
      'waiting for answers, naming the phase after',
      row({ phase: 'planning', status: 'waiting', for: 'qa_answers' }),
      'requirements',
      { kind: 'waiting', for: 'qa_answers' },
    ],
    [
      'waiting for answers, moved already',
      row({ phase: 'planning', status: 'waiting', for: 'qa_answers' }),
      'planning',
      { kind: 'waiting', for: 'qa_answers' },
    ],
    [
      'waiting for approval, naming the phase after',
      row({ phase: 'implementation', status: 'waiting', for: 'plan_approval' }),
      'planning',
      { kind: 'waiting', for: 'plan_approval' },
    ],
    [
      'waiting for nothing named',
      row({ phase: 'planning', status: 'waiting' }),
      'planning',
      { kind: 'waiting', for: 'plan_approval' },
    ],
    [
      'waiting, and set elsewhere by hand',
      row({ phase: 'planning', status: 'waiting', for: 'plan_approval' }),
      'testing',
      { kind: 'ready' },
    ],
  ] as const)('stands %s', (_, last, phase, standing) => {
    expect(takenOverStanding(last, phase)).toMatchObject(standing);
  });

  it.each([
    ['ready', 'no', 'planning', { kind: 'ready' }],
    ['ready', '', 'testing', { kind: 'ready' }],
    ['waiting', 'waiting_human', 'requirements', { kind: 'waiting', for: 'qa_answers' }],
    ['waiting', 'waiting_human', 'planning', { kind: 'waiting', for: 'plan_approval' }],
    ['waiting', 'waiting_human', 'testing', { kind: 'waiting', for: 'human_action' }],
    ['blocked', 'blocked', 'testing', { kind: 'blocked', gate: undefined, baseline: undefined }],
    [
      'blocked',
      'no disk',
      'testing',
      { kind: 'blocked', reason: 'its overview says "Blocked: no disk"' },
    ],
  ] as const)('stands %s without a row where its overview says "%s" in %s', (...all) => {
    const [, blocked, phase, standing] = all;
    expect(takenOverStanding(undefined, phase, blocked)).toMatchObject(standing);
  });

  it('has a row that decides, whatever its overview says', () => {
    expect(takenOverStanding(row({}), 'testing', 'blocked')).toEqual({ kind: 'ready' });
  });

  it('stands so after a first row that changes nothing in it, and not after one that does', () => {
    const first = { ...inPlanning, blocked: 'waiting_human' };
    const waiting = { kind: 'waiting', for: 'plan_approval' };
    for (const status of ['noted', 'paused', 'resumed'] as const) {
      expect(fold(personRow({ ...first, status })).standing).toMatchObject(waiting);
    }
    const approved = personRow({ ...first, status: 'approved', phase: 'implementation' });
    expect(fold(approved).standing).toEqual({ kind: 'ready' });
  });

  it('has no baseline: a changed file is no act', () => {
    const last = row({ status: 'blocked' });
    expect(takenOverStanding(last, 'testing')).toMatchObject({ baseline: undefined });
  });
});

describe('a pause', () => {
  const paused = personRow({ status: 'paused', note: 'lunch' });

  it('lasts until a resume, whatever else happens, and leaves the standing alone', () => {
    const waiting = iterationRow({ ...inPlanning, status: 'waiting', for: 'plan_approval' });
    const before = fold(waiting);
    const after = fold(waiting, paused);
    expect(after.paused).toEqual({ by: 'ann', note: 'lunch' });
    expect(after.standing).toEqual(before.standing);
    const approved = personRow({ ...inPlanning, status: 'approved', phase: 'implementation' });
    for (const row of [approved, again, gaveUpRow(), personRow({ status: 'noted', note: 'x' })]) {
      expect(fold(waiting, paused, row).paused).toEqual(after.paused);
    }
    expect(fold(waiting, paused, personRow()).paused).toBeUndefined();
  });

  it('is told to the next agent only when something was said with it', () => {
    const silentOne = personRow({ status: 'paused' });
    expect(fold(silentOne, personRow({ status: 'stopped' })).inputs).toEqual([]);
    expect(fold(paused).inputs).toMatchObject([{ act: 'paused', note: 'lunch' }]);
  });
});

describe('a note', () => {
  const note = personRow({ status: 'noted', note: 'use tabs' });

  it('is told until an iteration was followed, and is an earlier note until the session is done', () => {
    expect(fold(note, gaveUpRow(), restoredRow()).inputs).toMatchObject([{ note: 'use tabs' }]);
    const later = fold(note, again, again, personRow({ status: 'noted', note: 'two' }), again);
    expect(later.inputs).toEqual([]);
    expect(later.earlier.notes).toMatchObject([{ note: 'use tabs' }, { note: 'two' }]);
    const done = iterationRow({ sourcePhase: 'done', phase: 'done', status: 'done' });
    expect(fold(note, again, done).earlier).toEqual({ notes: [], left: 0 });
  });

  it('ends no wait, no block and no failure', () => {
    for (const row of [gaveUpRow(), rejected]) {
      expect(fold(row, note).standing).toEqual(fold(row).standing);
    }
  });
});

describe('the messages that acts came by', () => {
  it('are remembered, the last hundred', () => {
    const rows = [...Array(150).keys()].map((n) => personRow({ source: `s${n}` }));
    const { sources } = fold(...rows, again, personRow());
    expect(sources).toHaveLength(100);
    expect(sources.at(-1)).toBe('s149');
    expect(sources[0]).toBe('s50');
  });
});
