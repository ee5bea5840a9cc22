import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readEnvFile } from '../../src/adapters/config/files/env-file.ts';
import { parseClaudeLine } from '../../src/adapters/providers/claude/parse.ts';
import { parseCodexLine } from '../../src/adapters/providers/codex/parse.ts';
import { readSignal } from '../../src/domain/phases/signal/signal.ts';
import { writeAnswers } from '../../src/domain/questions/answers/write-answers.ts';
import {
  allAnswers,
  readQuestions,
  readQuestionsFile,
} from '../../src/domain/questions/questions.ts';
import { addForeign, addRow } from '../../src/domain/session/fold.ts';
import { EMPTY_LEDGER } from '../../src/domain/session/ledger.ts';
import { readOverview } from '../../src/domain/session/overview.ts';
import { editOverview, withoutOwnFields } from '../../src/domain/session/overview/edit-overview.ts';
import { readRow } from '../../src/domain/session/row.ts';

const CORPUS = join(import.meta.dirname, '../fixtures/corpus');
/** Of a text of some ten thousand characters; a parser that is not linear takes minutes. */
const PATIENCE_MS = 20_000;

const folder = mkdtempSync(join(tmpdir(), 'samocode-fuzz-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Reads the bytes as the program would, and says what does not hold; throws what the parser throws. */
type Trial = (bytes: Buffer) => void;

/** A reason says what was read and not all of it; `printable` makes it fit for a screen. */
const isShort = (reason: string): void => {
  expect(reason.length).toBeLessThan(500);
};

const TRIALS: Readonly<Record<string, Trial>> = {
  signal(bytes) {
    const reading = readSignal(bytes.toString());
    if (reading.kind === 'malformed') isShort(reading.reason);
  },
  overview(bytes) {
    const text = bytes.toString('latin1');
    const reading = readOverview(text);
    if (reading.kind === 'problem') isShort(reading.message);
    withoutOwnFields(text);
    const own = { Phase: 'testing', Iteration: 7, 'Total Iterations': 8, Blocked: 'no' } as const;
    const edited = editOverview(text, own);
    expect(readOverview(edited)).toMatchObject({
      kind: 'status',
      status: { phase: 'testing', iteration: 7, total: 8 },
    });
    expect(editOverview(edited, own)).toBe(edited);
    expect(withoutOwnFields(edited).length).toBeLessThanOrEqual(edited.length);
  },
  history(bytes) {
    const reading = readRow(bytes.toString().trim());
    if (reading.kind === 'row') addRow(EMPTY_LEDGER, reading.row);
    if (reading.kind === 'foreign') {
      const ledger = addForeign(EMPTY_LEDGER, reading.row);
      expect(Number.isFinite(ledger.foreignRows)).toBe(true);
    }
  },
  questions(bytes) {
    const text = bytes.toString();
    const questions = readQuestions(text);
    const given = Object.fromEntries(questions.map(({ number }) => [String(number), 'so']));
    const answered = writeAnswers(text, given);
    const { lost } = readQuestionsFile(answered);
    if (questions.length > 0 && lost.length === 0) expect(allAnswers(answered)).toBeDefined();
    expect(writeAnswers(answered, given)).toBe(answered);
  },
  config(bytes) {
    const path = join(folder, 'config');
    writeFileSync(path, bytes);
    const file = readEnvFile(path);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    if (file.kind === 'unreadable') isShort(file.reason);
  },
  claude(bytes) {
    soundEvents(parseClaudeLine(bytes.toString()));
  },
  codex(bytes) {
    soundEvents(parseCodexLine(bytes.toString()));
  },
};

/** No event has a number that cannot be counted with, or a text of a size that is none of a line's. */
function soundEvents(events: readonly object[]): void {
  for (const number of numbersOf(events)) expect(Number.isFinite(number)).toBe(true);
  for (const text of textsOf(events)) expect(text.length).toBeLessThan(20_000);
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function numbersOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

function tryInTime(trial: Trial, bytes: Buffer): void {
  const startedMs = performance.now();
  trial(bytes);
  expect(performance.now() - startedMs).toBeLessThan(PATIENCE_MS);
}

/** A corpus file with some of it cut out, doubled, swapped for something nasty. */
function mutated(seeds: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const nasty = fc.constantFrom(
    ...[
      '',
      '\u001b[2J',
      '\u0000',
      '\r',
      '\u2028',
      '"',
      '{',
      '}',
      '[',
      '\\',
      '**',
      ':',
      '\n',
      '\ufeff',
    ],
    ...[
      '__proto__',
      '1e999',
      '-1',
      'null',
      '## Status\n',
      'Phase:',
      'Q1:',
      'Answer:',
      '\u202e',
      '`',
    ],
  );
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(40),
    put: nasty,
    times: fc.integer({ min: 1, max: 3 }),
  });
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([seed, changes]) =>
      changes.reduce((bytes, { at, cut, put, times }) => {
        const start = Math.floor(at * bytes.length);
        return Buffer.concat([
          bytes.subarray(0, start),
          Buffer.from(put.repeat(times)),
          bytes.subarray(start + cut),
        ]);
      }, seed),
    );
}

describe.each(Object.keys(TRIALS))('the parser of %s', (parser) => {
  const names = readdirSync(join(CORPUS, parser));
  const bytesOf = (name: string): Buffer => readFileSync(join(CORPUS, parser, name));
  const trial = TRIALS[parser] ?? (() => undefined);

  test.each(names)('takes the corpus file %s for what it is, in time', (name) => {
    tryInTime(trial, bytesOf(name));
  });

  test('takes every mutation of the corpus, in time', () => {
    const seeds = names.map(bytesOf).filter((bytes) => bytes.length < 4000);
    fc.assert(
      fc.property(mutated(seeds), (bytes) => {
        tryInTime(trial, bytes);
      }),
      { numRuns: 300 },
    );
  });

  test('takes any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        tryInTime(trial, Buffer.from(bytes));
      }),
      { numRuns: 200 },
    );
  });
});
