import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { openSpendBook } from '../../../src/adapters/spend/spend-book.ts';
import type { SpendBook } from '../../../src/app/ports/books.ts';
import type { Spending } from '../../../src/domain/provider/cost/spending.ts';
import { temporaryFolder } from '../../support/session.ts';

/** Resolves when `isSo`; the test's own time limit ends a wait in vain. */
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
};
const NOON = new Date(2026, 10, 22, 12);
const DAY_FILE = 'spend/2026-11-22.jsonl';

function spending(changes: Partial<Spending> = {}): Spending {
  const cost = { costUsd: 0.5, usage: undefined };
  const who = { session: '/s/one', run: 'run-1', iteration: 1, attempt: 1 };
  const log = changes.log ?? `${changes.iteration ?? 1}.${changes.attempt ?? 1}.jsonl`;
  return {
    at: NOON,
    ...who,
    log,
    provider: 'claude',
    model: 'opus',
    phase: 'planning',
    cost,
    ...changes,
  };
}

function bookIn(stateDir: string, warnings: string[] = []): SpendBook {
  return openSpendBook({
    stateDir,
    account: () => 'claude-abc',
    warn: (text) => warnings.push(text),
  });
}

describe('the spend book', () => {
  test('holds one line an attempt, with its source', () => {
    const folder = temporaryFolder();
    const usage = { inputTokens: 10, cachedInputTokens: 4, outputTokens: 5 };
    const book = bookIn(folder);
    book.record(spending({ cost: { costUsd: 0.25, usage } }));
    book.record(spending({ attempt: 2, cost: { costUsd: undefined, usage: undefined } }));
    const lines = readFileSync(join(folder, DAY_FILE), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        v: 1,
        at: NOON.toISOString(),
        session: '/s/one',
        run: 'run-1',
        iteration: 1,
        attempt: 1,
        log: '1.1.jsonl',
        provider: 'claude',
        model: 'opus',
        phase: 'planning',
        account: 'claude-abc',
        usage,
        costUsd: 0.25,
        source: 'reported',
      },
      expect.objectContaining({ attempt: 2, costUsd: null, usage: null, source: 'unknown' }),
    ]);
  });

  test('sums the day of all runs, each look reading what is new', () => {
    const folder = temporaryFolder();
    const [one, other] = [bookIn(folder), bookIn(folder)];
    expect(one.spentOn(NOON)).toBe(0);
    one.record(spending());
    expect(other.spentOn(NOON)).toBe(0.5);
    one.record(spending({ run: 'run-2', cost: { costUsd: 1.25, usage: undefined } }));
    other.record(spending({ run: 'run-3', at: new Date(2026, 10, 21, 23, 59) }));
    expect(other.spentOn(NOON)).toBe(1.75);
    expect(other.spentOn(new Date(2026, 10, 21, 1))).toBe(0.5);
    expect(other.spentOn(new Date(2026, 10, 23, 0, 0, 1))).toBe(0);
  });

  test('counts an attempt that is noted twice once', () => {
    const book = bookIn(temporaryFolder());
    book.record(spending());
    book.record(spending());
    expect(book.spentOn(NOON)).toBe(0.5);
  });

  test('passes over torn and foreign lines, and loses none after them', () => {
    const folder = temporaryFolder();
    const book = bookIn(folder);
    book.record(spending());
    const path = join(folder, DAY_FILE);
    appendFileSync(
      path,
      '\n[]\n{"costUsd":9}\nnull\n{"run":"x","iteration":1,"attempt":1,"costUsd":-4}\n',
    );
    appendFileSync(path, `${'y'.repeat(200_000)}\n{"v":1,"at":"2026-`);
    book.record(spending({ attempt: 2 }));
    expect(book.spentOn(NOON)).toBe(1);
    expect(bookIn(folder).spentOn(NOON)).toBe(1);
  });

  test('keeps every line under 4 KiB, whatever stands in it', () => {
    const folder = temporaryFolder();
    const long = '\u0001é'.repeat(5000);
    bookIn(folder).record(spending({ session: long, run: long, model: long }));
    expect(readFileSync(join(folder, DAY_FILE)).length).toBeLessThan(4096);
    expect(bookIn(folder).spentOn(NOON)).toBe(0.5);
  });

  test('that cannot be written is told once, and its run still counts for itself', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'spend'), 'no folder');
    const warnings: string[] = [];
    const book = bookIn(folder, warnings);
    book.record(spending());
    book.record(spending({ attempt: 2 }));
    expect(warnings).toHaveLength(1);
    expect(book.spentOn(NOON)).toBe(1);
  });

  test('follows no link', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'spend'));
    writeFileSync(join(folder, 'target'), '');
    symlinkSync(join(folder, 'target'), join(folder, DAY_FILE));
    bookIn(folder).record(spending());
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('');
  });

  test('loses no line of several processes that write at once', async () => {
    const folder = temporaryFolder();
    const program = join(folder, 'spend-writer.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, '../../fixtures/bin/spend-writer.ts')],
      outfile: program,
      ...{ bundle: true, format: 'esm', platform: 'node', logLevel: 'error' },
    });
    const writers = ['a', 'b', 'c'].map((run) => {
      const child = spawn(process.execPath, [program, folder, run, '200'], { stdio: 'ignore' });
      return new Promise((resolve) => child.once('exit', resolve));
    });
    await until(() => ['a', 'b', 'c'].every((run) => existsSync(join(folder, `ready-${run}`))));
    writeFileSync(join(folder, 'go'), '');
    expect(await Promise.all(writers)).toEqual([0, 0, 0]);
    expect(bookIn(folder).spentOn(NOON)).toBe(3 * 200);
  });
});
