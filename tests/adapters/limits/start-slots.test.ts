import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLimitBook } from '../../../src/adapters/limits/limit-book.ts';
import type { LimitBook } from '../../../src/app/ports/books.ts';

const NOW = 1_800_000_000_000;
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const SPACING = 15 * SECOND;
const ACCOUNT = {
  ...({ provider: 'claude', folder: '/home/x', kind: 'K', secret: 's', service: '' } as const),
};

let stateDir = '';
beforeEach(() => {
  stateDir = mkdtempSync(path.join(tmpdir(), 'slots-'));
});
afterEach(() => {
  rmSync(stateDir, { recursive: true });
});

function bookOf(pid: number): LimitBook {
  const processes = { isAlive: () => true, self: () => ({ pid, startTime: String(pid) }) };
  return openLimitBook(stateDir, ACCOUNT, { processes, session: `/sessions/${pid}` });
}

/** Sessions that met a limit which is over. */
function met(...pids: readonly number[]): void {
  for (const pid of pids) bookOf(pid).close(NOW - SECOND, NOW - 2 * SECOND);
}

/** The gaps between the starts of these sessions, each of which asks whenever it is told to. */
function gapsOf(pids: readonly number[], from = NOW): readonly number[] {
  const asks = pids.map((pid) => ({ book: bookOf(pid), at: from }));
  const starts: number[] = [];
  while (asks.length > 0) {
    asks.sort((one, other) => one.at - other.at);
    const [next] = asks;
    if (next === undefined) break;
    const again = next.book.turn(next.at, SPACING);
    if (again === undefined) {
      next.book.started(next.at);
      starts.push(asks.shift()?.at ?? 0);
    } else next.at = again;
  }
  return starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
}

test('starts without a limit or an outage are not spread', () => {
  expect(gapsOf([1, 2, 3])).toEqual([0, 0]);
});

test('after a limit the sessions of an account start at least the spacing apart', () => {
  met(1, 2);
  const gaps = gapsOf([1, 2, 3, 4]);
  expect(gaps).toHaveLength(3);
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(SPACING);
});

test('the others count from the moment at which the process is there', () => {
  met(1, 2);
  const [first, second] = [bookOf(1), bookOf(2)];
  expect(first.turn(NOW, SPACING)).toBeUndefined();
  // Its slot is older than the spacing, and its process is not there yet.
  expect(second.turn(NOW + SPACING, SPACING)).toBeGreaterThan(NOW + SPACING);
  first.started(NOW + 20 * SECOND);
  expect(second.turn(NOW + 21 * SECOND, SPACING)).toBe(NOW + 35 * SECOND);
});

test('a session that died with a slot holds the others up for half a minute', () => {
  met(1, 2);
  expect(bookOf(1).turn(NOW, SPACING)).toBeUndefined();
  expect(bookOf(2).turn(NOW + 31 * SECOND, SPACING)).toBeUndefined();
});

test('the starts stay spread when the first answer has cleared the limit', () => {
  met(1, 2);
  const first = bookOf(1);
  expect(first.turn(NOW, SPACING)).toBeUndefined();
  first.clear(first.snapshot());
  expect(bookOf(2).turn(NOW + SECOND, SPACING)).toBeGreaterThanOrEqual(NOW + SPACING);
});

describe('sessions that sleep for their quota guard', () => {
  const sleep = (...pids: readonly number[]): void => {
    for (const pid of pids) bookOf(pid).sleeps(NOW, NOW - HOUR);
  };

  test('start at least the spacing apart after the reset, however many they are', () => {
    const pids = Array.from({ length: 12 }, (_, at) => at + 1);
    sleep(...pids);
    const gaps = gapsOf(pids);
    expect(gaps).toHaveLength(11);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(SPACING);
  });

  test('hold up no start before the reset, nor an hour after it', () => {
    sleep(1, 2);
    expect(gapsOf([3, 4], NOW - 10 * SECOND)).toEqual([0]);
    expect(gapsOf([3, 4], NOW + HOUR + SECOND)).toEqual([0]);
  });

  test('are alone once the others have started', () => {
    sleep(1);
    expect(gapsOf([1])).toEqual([]);
    expect(gapsOf([2, 3], NOW + 10 * 60 * SECOND)).toEqual([0]);
  });
});

test('a session that is alone starts at once', () => {
  met(1);
  expect(bookOf(1).turn(NOW, SPACING)).toBeUndefined();
  expect(bookOf(1).turn(NOW + 1, SPACING)).toBeUndefined();
});

test('a temporary limit doubles the spacing up to four minutes, and an answer halves it', () => {
  met(1, 2);
  const book = bookOf(1);
  expect(book.turn(NOW, SPACING)).toBeUndefined();
  book.started(NOW);
  const waits = (): number => (bookOf(2).turn(NOW, SPACING) ?? NOW) - NOW;
  const once = waits();
  book.throttled(NOW);
  expect(waits()).toBe(2 * once);
  for (let times = 0; times < 9; times += 1) book.throttled(NOW);
  expect(waits()).toBe(16 * once);
  book.answered(NOW, SPACING);
  expect(waits()).toBe(8 * once);
  for (let times = 0; times < 9; times += 1) book.answered(NOW, SPACING);
  expect(waits()).toBe(once);
});

test('a spacing of 0 spreads nothing', () => {
  met(1, 2);
  expect(bookOf(1).turn(NOW, 0)).toBeUndefined();
  expect(bookOf(2).turn(NOW, 0)).toBeUndefined();
});
