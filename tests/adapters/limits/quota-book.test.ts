import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLimitBook } from '../../../src/adapters/limits/limit-book.ts';
import type { Account } from '../../../src/domain/provider/account.ts';
import { keepOf } from '../../../src/domain/quota/guard.ts';
import type { WindowUse } from '../../../src/domain/quota/window-use.ts';

const NOW = 1_800_000_000_000;
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const CLAUDE: Account = {
  ...{ provider: 'claude', folder: '', kind: 'ANTHROPIC_API_KEY', secret: 'one', service: '' },
};
const CODEX: Account = { ...CLAUDE, provider: 'codex', kind: 'CODEX_API_KEY' };
const KEEP = keepOf({ keepFiveHours: 20, keepWeek: 30 });
const FIVE: WindowUse = { minutes: 300, used: 81, isWarned: false, until: NOW + HOUR };

function openBooks(account = CLAUDE) {
  const stateDir = mkdtempSync(join(tmpdir(), 'quota-'));
  onTestFinished(() => {
    rmSync(stateDir, { recursive: true });
  });
  const processes = { isAlive: () => true, self: () => ({ pid: 1, startTime: '1' }) };
  const open = (name: string, of = account, keep = KEEP) =>
    openLimitBook(stateDir, of, { processes, session: `/sessions/${name}`, keep });
  const names = (): readonly string[] => {
    const limits = join(stateDir, 'limits');
    return readdirSync(limits, { recursive: true, encoding: 'utf8' }).filter((one) =>
      one.includes('/'),
    );
  };
  return { stateDir, open, names };
}

describe('the known use of an account', () => {
  test('closes the account to each session with a guard, until the reset, and to no other account', () => {
    const { open } = openBooks();
    open('a').noteUses([FIVE], NOW);
    const over = { until: NOW + HOUR, keep: 20, use: { used: 81, minutes: 300 } };
    expect(open('b').overMark(NOW)).toMatchObject(over);
    expect(open('b').closure(NOW)).toMatchObject({ until: NOW + HOUR, over });
    expect(open('b').overMark(NOW + HOUR)).toBeUndefined();
    expect(open('b', CLAUDE, keepOf({})).closure(NOW)).toBeUndefined();
    expect(open('b', { ...CLAUDE, secret: 'two' }).closure(NOW)).toBeUndefined();
    expect(open('b').look(NOW)).toEqual({ kind: 'open' });
  });

  test('is one name for each window, whichever session told it', () => {
    const { open, names } = openBooks();
    for (const used of [10, 20, 30]) {
      open('a').noteUses([{ ...FIVE, used }], NOW + used);
      open('b').noteUses([{ ...FIVE, minutes: 10_080, used, until: undefined }], NOW + used);
    }
    expect(names()).toHaveLength(2);
    expect(open('c').uses(NOW + 40)).toMatchObject([{ used: 30 }, { used: 30 }]);
  });

  test('keeps its number when a later event tells none, and forgets a warning', () => {
    const { open } = openBooks();
    const book = open('a');
    const silent = { ...FIVE, used: undefined };
    book.noteUses([silent], NOW);
    expect(book.uses(NOW)).toEqual([]);
    book.noteUses([FIVE], NOW + 1);
    book.noteUses([silent], NOW + 2);
    expect(book.overMark(NOW + 2)?.use.used).toBe(81);
    book.noteUses([{ ...silent, isWarned: true }], NOW + 3);
    expect(book.overMark(NOW + 3)?.use.used).toBeUndefined();
    book.noteUses([silent], NOW + 4);
    expect(book.overMark(NOW + 4)).toBeUndefined();
  });

  test('of one model counts for that model alone', () => {
    const { open } = openBooks();
    const book = open('a');
    book.noteUses([{ ...FIVE, minutes: 10_080, model: 'opus' }], NOW);
    book.use('claude-sonnet-5-5');
    expect(book.overMark(NOW)).toBeUndefined();
    book.use('claude-opus-5-5');
    expect(book.overMark(NOW)?.use.model).toBe('opus');
    const codex = openBooks(CODEX).open('a');
    codex.noteUses([{ ...FIVE, model: 'GPT-5.3-Codex-Spark' }], NOW);
    for (const other of [undefined, 'gpt-5.3-codex']) {
      codex.use(other);
      expect(codex.overMark(NOW)).toBeUndefined();
    }
    codex.use('gpt-5.3-codex-spark');
    expect(codex.overMark(NOW)).toBeDefined();
  });

  test('lets no hourly try of a limit start over the mark', () => {
    const { open } = openBooks();
    const book = open('a');
    book.close(NOW + 30 * HOUR, NOW);
    expect(book.isProbeDue(NOW + 2 * HOUR)).toBe(true);
    book.noteUses([{ ...FIVE, until: NOW + 5 * HOUR }], NOW);
    expect(book.isProbeDue(NOW + 2 * HOUR)).toBe(false);
  });

  test('survives an answer of the model, which clears limits', () => {
    const { open } = openBooks();
    const book = open('a');
    book.close(NOW + HOUR, NOW);
    book.noteUses([FIVE], NOW);
    book.clear(book.snapshot());
    expect(book.snapshot()).toEqual([]);
    expect(book.overMark(NOW)).toBeDefined();
  });
});

describe('the question to the CLI', () => {
  test('is asked once a minute for all sessions, and the others wait for the answer', () => {
    const { open, names } = openBooks(CODEX);
    expect(open('a').takeAsk(NOW)).toBe('mine');
    expect(open('b').takeAsk(NOW + 500)).toBe('asking');
    open('a').noteUses([FIVE], NOW + 700);
    expect(open('b').takeAsk(NOW + 800)).toBe('asked');
    expect(open('b').takeAsk(NOW + 59 * SECOND)).toBe('asked');
    expect(open('b').takeAsk(NOW + 61 * SECOND)).toBe('mine');
    expect(names().filter((name) => name.includes('asked-'))).toHaveLength(1);
  });

  test('is not waited for any longer when its session died', () => {
    const { open } = openBooks(CODEX);
    open('a').takeAsk(NOW);
    expect(open('b').takeAsk(NOW + 6 * SECOND)).toBe('asking');
    expect(open('b').takeAsk(NOW + 8 * SECOND)).toBe('asked');
  });

  test('is open again after the clock was put back', () => {
    const { open } = openBooks(CODEX);
    open('a').takeAsk(NOW);
    expect(open('b').takeAsk(NOW - HOUR)).toBe('mine');
  });

  test('is asked once a minute by each session where the folder cannot be written', () => {
    const { stateDir, open } = openBooks(CODEX);
    writeFileSync(join(stateDir, 'limits'), 'no folder');
    const book = open('a');
    expect(book.takeAsk(NOW)).toBe('mine');
    expect(book.takeAsk(NOW + SECOND)).toBe('asked');
    book.noteUses([FIVE], NOW);
    expect(book.uses(NOW)).toEqual([]);
    rmSync(join(stateDir, 'limits'));
    mkdirSync(join(stateDir, 'limits'));
    chmodSync(join(stateDir, 'limits'), 0o755);
    expect(book.takeAsk(NOW + 61 * SECOND)).toBe('mine');
  });
});
