import { expect, it } from 'vitest';
import {
  chooseLogs,
  type DatedLog,
  inOrder,
  parseLogName,
} from '../../../src/domain/logs/log-name.ts';
import { historyEntry } from '../../../src/domain/session/history-entry.ts';
import { writeRow } from '../../../src/domain/session/row.ts';
import { iterationRow } from '../../support/session-rows.ts';

const log = (name: string, year = 2026, month = 11): DatedLog => ({
  ...parseLogName(name)!,
  writtenAt: new Date(year, month, 0).getTime(),
});
const names = (logs: readonly { readonly name: string }[]): readonly string[] =>
  logs.map(({ name }) => name);

it('a log says by its name what it is of; other files of the folder say nothing', () => {
  expect(parseLogName('11-22-0711-003-planning-a2.jsonl')).toMatchObject({
    iteration: 3,
    phase: 'planning',
    attempt: 2,
    isProof: false,
  });
  expect(parseLogName('11-22-0711-1003-quality-verify.txt')).toMatchObject({
    iteration: 1003,
    isProof: true,
    isSetUp: false,
  });
  expect(parseLogName('11-22-0711-001-init-setup-a2.txt')).toMatchObject({
    attempt: 2,
    isSetUp: true,
  });
  for (const name of [
    'x',
    '11-22-0711-003-planning.prompt.md',
    '11-22-0711-003-planning.stderr.txt',
    '11-22-0711-003-sleeping.jsonl',
  ]) {
    expect(parseLogName(name)).toBeUndefined();
  }
});

it('logs stand in the order of their making, over New Year and where numbers begin anew', () => {
  const before = log('12-31-2359-008-testing.jsonl', 2026, 12);
  const after = log('01-01-0001-009-testing.jsonl', 2027, 1);
  const [one, again] = [
    log('11-22-0711-001-init.jsonl'),
    log('11-22-0711-001-investigation.jsonl'),
  ];
  const restarted = log('11-23-0900-001-planning.jsonl');
  expect(inOrder([after, restarted, again, before, one])).toEqual([
    one,
    again,
    restarted,
    before,
    after,
  ]);
});

it('without a number the newest iteration is chosen, with all its attempts', () => {
  const logs = [
    log('11-22-0700-001-planning.jsonl'),
    log('11-22-0711-002-planning.jsonl'),
    log('11-22-0712-002-planning-a2.jsonl'),
    log('11-22-0800-003-testing.jsonl'),
  ];
  const none = { iteration: undefined, phase: undefined, all: false };
  expect(names(chooseLogs(logs, none))).toEqual(names(logs.slice(3)));
  expect(names(chooseLogs(logs, { ...none, phase: 'planning' }))).toEqual(names(logs.slice(1, 3)));
  expect(names(chooseLogs(logs, { ...none, iteration: 1 }))).toEqual(names(logs.slice(0, 1)));
  expect(chooseLogs(logs, { ...none, all: true })).toEqual(logs);
  expect(chooseLogs(logs, { ...none, iteration: 9 })).toEqual([]);
});

it('every line of a history is an entry: ours, either form of the Python tool, a torn one', () => {
  const own = writeRow(
    iterationRow({ phase: 'requirements', costUsd: 1, summary: 's', reason: 's' }),
  );
  expect(historyEntry(own, 1)).toMatchObject({
    kind: 'iteration',
    from: 'investigation',
    to: 'requirements',
    costUsd: 1,
    words: 's',
  });
  const first =
    '{"timestamp":"2026-02-07 10:00:00","iteration":3,"phase":"planning","status":"waiting","summary":"planned"}';
  expect(historyEntry(first, 2)).toMatchObject({
    kind: 'python',
    line: 2,
    to: 'planning',
    iteration: 3,
    timestamp: '2026-02-07 10:00:00',
    words: 'planned',
  });
  const later =
    '{"v":2,"timestamp":"t","iteration":8,"source_phase":"testing","target_phase":"done","status":"continue","accepted":false,"validation_error":"transition_not_allowed","rejection_reason":"no"}';
  expect(historyEntry(later, 3)).toMatchObject({
    kind: 'python',
    from: 'testing',
    to: 'testing',
    accepted: false,
    problem: 'transition_not_allowed',
    words: 'no',
  });
  expect(historyEntry('{"v":3,"iter', 4)).toMatchObject({ kind: 'torn', words: '{"v":3,"iter' });
  expect(historyEntry('  ', 5)).toBeUndefined();
});
