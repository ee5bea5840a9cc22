import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type HeartbeatRecord,
  openHeartbeat,
  readHeartbeat,
} from '../../../src/adapters/liveness/heartbeat.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samocode-heartbeat-'));
  path = join(folder, 'heartbeat');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const record = (changes: Partial<HeartbeatRecord> = {}): HeartbeatRecord => ({
  v: 1,
  run: 'run-1',
  pid: 7,
  state: 'working',
  phase: 'testing',
  iteration: 3,
  since: '2026-01-02T03:04:05.000Z',
  ...changes,
});

test('the file has one line of JSON, which replaces a longer one in place', () => {
  const file = openHeartbeat(path);
  file.write(record({ phase: 'implementation' }));
  const { ino } = lstatSync(path);
  file.write(record({ state: 'asleep', phase: undefined, iteration: undefined }));
  const text = readFileSync(path, 'utf8');
  expect(text.indexOf('\n')).toBe(text.length - 1);
  const { v, run, pid, state, since } = record({ state: 'asleep' });
  expect(JSON.parse(text)).toEqual({ v, run, pid, state, since });
  expect(lstatSync(path).ino).toBe(ino);
  expect(lstatSync(path).mode & 0o777).toBe(0o600);
});

test('a beat is its mtime', () => {
  const file = openHeartbeat(path);
  file.write(record());
  utimesSync(path, 1, 1);
  file.touch();
  const beat = readHeartbeat(path);
  expect(beat?.run).toBe('run-1');
  expect(Math.abs(Date.now() - (beat?.at ?? 0))).toBeLessThan(60_000);
});

test('a link or a folder in its place is replaced or refused, and never written through', () => {
  const elsewhere = join(folder, 'elsewhere');
  writeFileSync(elsewhere, 'mine');
  symlinkSync(elsewhere, path);
  openHeartbeat(path).write(record());
  expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
  expect(lstatSync(path).isFile()).toBe(true);
  const taken = join(folder, 'taken');
  mkdirSync(join(taken, 'x'), { recursive: true });
  expect(() => {
    openHeartbeat(taken).write(record());
  }).toThrow();
});

test('a run removes its own heartbeat, never that of another run', () => {
  const [mine, other] = [openHeartbeat(path), openHeartbeat(path)];
  mine.write(record());
  other.write(record({ run: 'run-2' }));
  mine.touch();
  mine.end();
  expect(readHeartbeat(path)?.run).toBe('run-2');
  other.end();
  expect(readHeartbeat(path)).toBeUndefined();
  other.end();
});

test.each(['', '{}', 'null', '7', '{"run":', '\0'.repeat(600)])('%j is no beat', (text) => {
  writeFileSync(path, text);
  expect(readHeartbeat(path)).toBeUndefined();
});
