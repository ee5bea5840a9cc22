import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStateFile } from '../../../src/adapters/session/state-file.ts';
import type { RunState } from '../../../src/app/ports/session/state.ts';
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
  confinedSince: 1_796_000_000_000,
  told: '6:waiting:0',
};

/** As another process would read it. */
const loadState = (path: string, onWarning: (text: string) => void): RunState =>
  openStateFile(path, onWarning).load();

const noWarning = (text: string): never => {
  throw new Error(text);
};
const open = (path: string) => openStateFile(path, noWarning);

test.each<readonly [string, RunState]>([
  ['nothing', NOTHING],
  ['everything', MARKED],
  [
    'a notice that did not arrive',
    { ...MARKED, untold: { ending: '7:blocked:0', at: 1, unsure: 1, shown: ['n.0'] } },
  ],
  ['no questions after the run', { ...MARKED, questionsAfterRun: null }],
  [
    'no signal before the run',
    { ...NOTHING, mark: MARKED.mark && { ...MARKED.mark, staleSignal: undefined } },
  ],
])('comes back as it was written: %s', (_, state) => {
  const path = join(temporaryFolder(), 'state.json');
  open(path).save(state);
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
  open(join(folder, 'real')).save(MARKED);
  symlinkSync('real', join(folder, 'link'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  const warnings: string[] = [];
  for (const name of ['link', 'fifo']) {
    expect(loadState(join(folder, name), (text) => warnings.push(text))).toEqual(NOTHING);
  }
  expect(warnings).toHaveLength(2);
});

const numbered = (lost: number): RunState => ({ ...NOTHING, lost });
const linesOf = (path: string): number => readFileSync(path, 'utf8').split('\n').length - 1;

test('saved again by the same run it is added to, and the last one counts', () => {
  const path = join(temporaryFolder(), 'state.json');
  const state = open(path);
  for (const lost of [1, 2, 3]) {
    state.save(numbered(lost));
    expect(open(path).load()).toEqual(numbered(lost));
  }
  expect(linesOf(path)).toBe(3);
});

test('cut in the middle of the last write the one before it counts', () => {
  const path = join(temporaryFolder(), 'state.json');
  const state = open(path);
  state.save(numbered(1));
  state.save(MARKED);
  const whole = readFileSync(path);
  const first = whole.indexOf('\n') + 1;
  for (let length = first; length < whole.length - 1; length += 1) {
    writeFileSync(path, whole.subarray(0, length));
    expect(open(path).load()).toEqual(numbered(1));
  }
});

test.each<readonly [string, (path: string) => void]>([
  [
    'somebody else wrote it',
    (path) => {
      open(path).save(numbered(7));
    },
  ],
  [
    'it has grown',
    (path) => {
      appendFileSync(path, '{"v":1,');
    },
  ],
])('replaces it when %s since', (_, change) => {
  const path = join(temporaryFolder(), 'state.json');
  const state = open(path);
  state.save(numbered(1));
  change(path);
  state.save(numbered(2));
  expect(open(path).load()).toEqual(numbered(2));
  expect(linesOf(path)).toBe(1);
});

test('with a hash for each of thousands of answers is read as it was written', () => {
  const path = join(temporaryFolder(), 'state.json');
  const answersAfterRun = Array.from({ length: 50_000 }, (_, at) =>
    at.toString(16).padStart(16, '0'),
  );
  const long = { ...MARKED, answersAfterRun };
  const state = open(path);
  state.save(long);
  expect(open(path).load()).toEqual(long);
  state.save({ ...long, lost: 3 });
  expect(open(path).load()).toEqual({ ...long, lost: 3 });
});

test('does not grow with short lines', () => {
  const path = join(temporaryFolder(), 'state.json');
  const state = open(path);
  for (let lost = 0; lost < 600; lost += 1) state.save({ ...MARKED, lost });
  expect(statSync(path).size).toBeLessThanOrEqual(64 * 1024);
  expect(open(path).load()).toEqual({ ...MARKED, lost: 599 });
});

test('deferred it holds at once, and for others with the next flush', () => {
  const path = join(temporaryFolder(), 'state.json');
  const state = open(path);
  state.save(MARKED);
  state.defer(numbered(1));
  expect([state.load(), open(path).load()]).toEqual([numbered(1), MARKED]);
  state.flush();
  expect(open(path).load()).toEqual(numbered(1));
  expect(linesOf(path)).toBe(1);
});

test('deferred it is forgotten with the next save', () => {
  const path = join(temporaryFolder(), 'state.json');
  const state = open(path);
  state.defer(numbered(1));
  state.save(MARKED);
  state.flush();
  expect([state.load(), open(path).load()]).toEqual([MARKED, MARKED]);
});

test('leaves out fields that it does not know, which an agent may have written', () => {
  const path = join(temporaryFolder(), 'state.json');
  open(path).save({ ...MARKED, branch: { name: 'work' } });
  const saved = JSON.parse(readFileSync(path, 'utf8')) as { readonly branch: object };
  const branch = { ...saved.branch, isAssumed: true };
  writeFileSync(path, `${JSON.stringify({ ...saved, branch, junk: 'x'.repeat(1000) })}\n`);
  const loaded = open(path).load();
  expect(loaded).toEqual({ ...MARKED, branch: { name: 'work' } });
  open(path).save(loaded);
  expect(readFileSync(path, 'utf8')).not.toContain('junk');
});
