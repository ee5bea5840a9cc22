import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSessionLog, type SessionLog } from '../../../src/adapters/log/session-log.ts';

let dir: string;
let file: string;
let failures: string[];
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'samocode-log-'));
  file = path.join(dir, 'session.log');
  failures = [];
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function open(logPath = file): Promise<SessionLog> {
  const now = (): Date => new Date(2026, 0, 2, 3, 4, 5);
  const onFailure = (reason: string): void => void failures.push(reason);
  return openSessionLog({ path: logPath, level: 'info', onFailure, now });
}

const read = (): string => readFileSync(file, 'utf8');

describe('session.log', () => {
  test('has one readable line an event, on the disk at once', async () => {
    using log = await open();
    log.log('info', 'started');
    log.log('warn', 'no signal');
    expect(read()).toBe('2026-01-02 03:04:05 INFO started\n2026-01-02 03:04:05 WARN no signal\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(failures).toEqual([]);
  });

  test('is written by pino as text: a text that looks like its JSON or a format is left as it is', async () => {
    using log = await open();
    log.log('error', '{"level":10,"msg":"%s %d %o"}');
    expect(read()).toBe('2026-01-02 03:04:05 ERROR {"level":10,"msg":"%s %d %o"}\n');
  });

  test('leaves out what is below its level', async () => {
    using log = await open();
    log.log('debug', 'detail');
    expect(existsSync(file)).toBe(false);
  });

  test('keeps what was there, from another program too', async () => {
    appendFileSync(file, 'before\n');
    using log = await open();
    log.log('info', 'one');
    appendFileSync(file, 'between\n');
    log.log('info', 'two');
    expect(
      read()
        .split('\n')
        .map((line) => line.split(' ').at(-1)),
    ).toEqual(['before', 'one', 'between', 'two', '']);
  });

  test('makes hostile text one printable line of bounded length', async () => {
    using log = await open();
    log.log('info', `a\n2026-01-01 00:00:00 INFO forged\x1b[2J\r\x9b1m\u202e${'😀'.repeat(9000)}`);
    expect(read().split('\n')).toHaveLength(2);
    expect(read().trimEnd()).not.toMatch(/\p{Cc}|\u202e/u);
    expect(read().length).toBeLessThan(10_000);
  });

  test('goes on in the file of its name when that was replaced', async () => {
    using log = await open();
    log.log('info', 'one');
    renameSync(file, path.join(dir, 'old'));
    log.log('info', 'two');
    expect(read()).toMatch(/^\S+ \S+ INFO two\n$/);
  });

  test('says once that the folder is gone, and writes again when it is back', async () => {
    const folder = path.join(dir, 'session');
    mkdirSync(folder);
    using log = await open(path.join(folder, 'session.log'));
    log.log('info', 'one');
    rmSync(folder, { recursive: true });
    log.log('info', 'two');
    log.log('info', 'three');
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain('ENOENT');
    mkdirSync(folder);
    log.log('info', 'four');
    expect(readFileSync(path.join(folder, 'session.log'), 'utf8')).toContain('INFO four');
  });

  test.each<[string, () => unknown]>([
    [
      'a link',
      () => {
        symlinkSync(path.join(dir, 'target'), file);
      },
    ],
    [
      'a folder',
      () => {
        mkdirSync(file);
      },
    ],
    ['a FIFO that nobody reads', () => execFileSync('mkfifo', [file])],
  ])('does not write through %s, nor wait for it', async (_, make) => {
    make();
    using log = await open();
    log.log('info', 'one');
    expect(failures).toHaveLength(1);
    expect(existsSync(path.join(dir, 'target'))).toBe(false);
  });
});
