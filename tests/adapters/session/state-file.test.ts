import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunState } from '../../../src/app/ports.ts';
import { loadState, saveState } from '../../../src/adapters/session/state-file.ts';
import { temporaryFolder } from '../../support/session.ts';

const NOTHING: RunState = {
  mark: undefined,
  settledRows: undefined,
  questionsAfterRun: undefined,
  lost: 0,
  told: undefined,
};
const MARKED: RunState = {
  mark: {
    run: 'run-1',
    iteration: 7,
    attempt: 2,
    phase: 'testing',
    log: 'x.jsonl',
    staleSignal: '1:2:3',
    startedAt: '2026-01-02T03:04:05.000Z',
    before: { commit: 'c0ffee', artefacts: 'a', since: 1 },
  },
  settledRows: 6,
  questionsAfterRun: 'abc',
  lost: 2,
  told: '6:waiting:0',
};

test.each<readonly [string, RunState]>([
  ['nothing', NOTHING],
  ['everything', MARKED],
  ['no questions after the run', { ...MARKED, questionsAfterRun: null }],
  [
    'no signal before the run',
    { ...NOTHING, mark: MARKED.mark && { ...MARKED.mark, staleSignal: undefined } },
  ],
])('comes back as it was written: %s', (_, state) => {
  const path = join(temporaryFolder(), 'state.json');
  saveState(path, state);
  const warnings: string[] = [];
  expect(loadState(path, (text) => warnings.push(text))).toEqual(state);
  expect(warnings).toEqual([]);
});

test('one never written says nothing', () => {
  const warnings: string[] = [];
  const path = join(temporaryFolder(), 'state.json');
  expect(loadState(path, (text) => warnings.push(text))).toEqual(NOTHING);
  expect(warnings).toEqual([]);
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"v":2}',
  '{"v":1,"mark":{},"settledRows":1,"lost":0,"told":null}',
  '{"v":1,"mark":null,"settledRows":1,"lost":-1,"told":null}',
  ' '.repeat(70_000),
])('garbage is ignored with a warning: %j', (text) => {
  const path = join(temporaryFolder(), 'state.json');
  writeFileSync(path, text);
  const warnings: string[] = [];
  expect(loadState(path, (warning) => warnings.push(warning))).toEqual(NOTHING);
  expect(warnings).toHaveLength(1);
});

test('a link and a FIFO are ignored with a warning', () => {
  const folder = temporaryFolder();
  saveState(join(folder, 'real'), MARKED);
  symlinkSync('real', join(folder, 'link'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  const warnings: string[] = [];
  for (const name of ['link', 'fifo']) {
    expect(loadState(join(folder, name), (text) => warnings.push(text))).toEqual(NOTHING);
  }
  expect(warnings).toHaveLength(2);
});
