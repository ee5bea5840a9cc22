import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLimitBook } from '../../../src/adapters/limits/limit-book.ts';

const NOW = 1_800_000_000_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const SPACING = 15 * SECOND;
const ACCOUNT = {
  ...({ provider: 'claude', folder: '/home/x', kind: 'K', secret: 's', service: '' } as const),
};

let stateDir = '';
const dead = new Set<number>();
beforeEach(() => {
  dead.clear();
  stateDir = mkdtempSync(path.join(tmpdir(), 'ahead-'));
});
afterEach(() => {
  rmSync(stateDir, { recursive: true });
});

function bookOf(pid: number) {
  const isAlive = (one: { readonly pid: number }): boolean => !dead.has(one.pid);
  const processes = { isAlive, self: () => ({ pid, startTime: String(pid) }) };
  return openLimitBook(stateDir, ACCOUNT, { processes, session: `/sessions/${pid}` });
}

/** What a session that never ran would be told. */
const ahead = (now: number) => bookOf(99).ahead(now, SPACING);

test('an account that met nothing lets all start', () => {
  expect(ahead(NOW)).toEqual({ kind: 'free' });
});

test('a limit of one session delays the others for 15 minutes, of two until the reset', () => {
  bookOf(1).close(NOW + HOUR, NOW);
  expect(ahead(NOW)).toMatchObject({ kind: 'delayed', until: NOW + 15 * MINUTE });
  bookOf(2).close(NOW + HOUR, NOW);
  expect(ahead(NOW)).toMatchObject({ kind: 'delayed', until: NOW + HOUR });
});

test('after the reset one may start, then none while it tries, then each in its turn', () => {
  for (const pid of [1, 2]) bookOf(pid).close(NOW, NOW - HOUR);
  expect(ahead(NOW)).toEqual({ kind: 'one', isTry: true });
  const first = bookOf(1);
  first.look(NOW);
  expect(ahead(NOW)).toMatchObject({ kind: 'delayed', until: NOW + 2 * SECOND });
  // Another one tries where that run died.
  dead.add(1);
  expect(ahead(NOW)).toEqual({ kind: 'one', isTry: true });
  dead.clear();
  first.turn(NOW, SPACING);
  first.started(NOW);
  first.clear(first.snapshot());
  expect(ahead(NOW + SECOND)).toMatchObject({ kind: 'delayed', until: NOW + SPACING });
  expect(ahead(NOW + SPACING)).toEqual({ kind: 'one', isTry: false });
  expect(ahead(NOW + HOUR)).toEqual({ kind: 'free' });
});

test('an outage delays all until the end of its step, and then lets one start', () => {
  const until = bookOf(1).fail({ stepsMs: [MINUTE], reach: 'account' }, NOW);
  expect(ahead(NOW)).toMatchObject({ kind: 'delayed', until, why: 'the provider is down' });
  expect(ahead(until)).toEqual({ kind: 'one', isTry: true });
  // So does a machine without a network.
  rmSync(path.join(stateDir, 'limits'), { recursive: true });
  bookOf(1).fail({ stepsMs: [MINUTE], reach: 'machine' }, NOW);
  expect(ahead(NOW)).toMatchObject({ kind: 'delayed', until });
  // The failures of one CLI say nothing about the account.
  rmSync(path.join(stateDir, 'limits'), { recursive: true });
  bookOf(1).fail({ stepsMs: [MINUTE], reach: 'session' }, NOW);
  expect(ahead(NOW).kind).not.toBe('delayed');
});

test('one may start for the hourly try of a long window', () => {
  for (const pid of [1, 2]) bookOf(pid).close(NOW + 30 * HOUR, NOW);
  expect(ahead(NOW + HOUR - SECOND).kind).toBe('delayed');
  expect(ahead(NOW + HOUR)).toEqual({ kind: 'one', isTry: true });
  bookOf(3).takeProbe(NOW + HOUR);
  expect(ahead(NOW + HOUR).kind).toBe('delayed');
});

test('to ask writes nothing', () => {
  bookOf(1).close(NOW, NOW - HOUR);
  const before = readdirSync(stateDir, { recursive: true });
  ahead(NOW);
  ahead(NOW - SECOND);
  expect(readdirSync(stateDir, { recursive: true })).toEqual(before);
});
