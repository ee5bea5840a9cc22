import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLogs } from '../../../src/adapters/log/logs.ts';
import {
  openRotatingLog,
  type RotatingLog,
  type RotatingLogOptions,
} from '../../../src/adapters/log/rotating-log.ts';

const FIXTURES = path.join(import.meta.dirname, '../../fixtures/bin');

let dir: string;
let stateDir: string;
let file: string;
let failures: string[];
const onFailure = (reason: string): void => void failures.push(reason);
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'samocode-log-'));
  stateDir = path.join(dir, 'state', 'samocode');
  file = path.join(stateDir, 'samocode.log');
  failures = [];
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function open(more: Partial<RotatingLogOptions> = {}): RotatingLog {
  return openRotatingLog({ stateDir, session: '26-11-22-task', level: 'info', onFailure, ...more });
}

function rows(logPath = file): Record<string, unknown>[] {
  const lines = readFileSync(logPath, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Its loading is behind us: from here on each line is on the disk when `log` returns. */
async function openLoaded(more: Partial<RotatingLogOptions> = {}): Promise<RotatingLog> {
  const log = open({ ...more, loadAfterMs: 0 });
  log.log('info', 'first');
  await expect.poll(() => existsSync(file) || failures.length > 0).toBe(true);
  return log;
}

describe('samocode.log', () => {
  test('has JSON lines with time, pid and session', async () => {
    const before = Date.now();
    {
      await using log = open();
      log.log('warn', 'careful', { exitCode: 3, time: 'theirs', msg: 'theirs' });
      log.log('debug', 'left out');
    }
    expect(rows()).toEqual([
      {
        level: 40,
        pid: process.pid,
        session: '26-11-22-task',
        time: expect.any(Number) as number,
        data: { exitCode: 3, time: 'theirs', msg: 'theirs' },
        msg: 'careful',
      },
    ]);
    expect(rows()[0]!['time']).toBeGreaterThanOrEqual(before);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
  });

  test('loses no first line, and keeps the order', async () => {
    {
      await using log = await openLoaded();
      log.log('info', 'second');
    }
    expect(rows().map((row) => row['msg'])).toEqual(['first', 'second']);
  });

  test('opens nothing when nothing is logged', async () => {
    {
      await using log = open();
      log.log('debug', 'left out');
    }
    expect(existsSync(stateDir)).toBe(false);
  });

  test('is not made by a run that ends at once with nothing wrong', async () => {
    {
      await using log = open();
      log.log('info', 'waiting for a person');
    }
    expect(existsSync(file)).toBe(false);
  });

  test('holds nothing that a terminal would take for a command', async () => {
    const hostile = '\x1b]0;x\x07\x9b31m\u202e\u200b\ud83d';
    {
      await using log = open();
      log.log('warn', hostile, { hostile });
    }
    expect(readFileSync(file, 'utf8')).not.toMatch(/(?!\n)\p{Cc}|[\u202e\u200b]/u);
    expect(rows()[0]!['data']).toEqual({ hostile });
  });

  test('survives data that JSON cannot hold', async () => {
    const circular: Record<string, unknown> = { big: 1n };
    circular['self'] = circular;
    {
      await using log = open();
      log.log('warn', 'odd', circular);
      log.log('info', 'even');
    }
    expect(rows().map((row) => row['msg'])).toEqual(['odd', 'even']);
  });

  test('is rotated before it is too big, and keeps as many files as it may', async () => {
    {
      await using log = await openLoaded({ maxBytes: 1000, files: 3 });
      for (let number = 1; number <= 100; number += 1) log.log('info', `line ${number}`);
    }
    expect(failures).toEqual([]);
    expect(readdirSync(stateDir).sort()).toEqual([
      'samocode.log',
      'samocode.log.1',
      'samocode.log.2',
    ]);
    for (const name of readdirSync(stateDir))
      expect(statSync(path.join(stateDir, name)).size).toBeLessThanOrEqual(1000);
    const kept = [`${file}.2`, `${file}.1`, file].flatMap((name) => rows(name));
    const texts = kept.map((row) => row['msg']);
    expect(texts).toEqual(texts.map((_, at) => `line ${101 - texts.length + at}`));
  });

  test('moves on to the new file when another program has rotated', async () => {
    await using one = await openLoaded({ maxBytes: 300 });
    await using other = await openLoaded({ maxBytes: 300 });
    other.log('info', 'x'.repeat(250));
    one.log('info', 'after');
    expect(rows().map((row) => row['msg'])).toContain('after');
  });

  test('goes on writing while another program holds the rotation', async () => {
    await using log = await openLoaded({ maxBytes: 300 });
    writeFileSync(`${file}.lock`, '');
    for (let number = 0; number < 10; number += 1) log.log('info', 'more');
    expect(rows()).toHaveLength(11);
    expect(existsSync(`${file}.1`)).toBe(false);
    expect(failures).toEqual([]);
  });

  test('rotates in spite of a lock that a dead program left', async () => {
    await using log = await openLoaded({ maxBytes: 300 });
    writeFileSync(`${file}.lock`, '');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(`${file}.lock`, longAgo, longAgo);
    for (let number = 0; number < 3; number += 1) log.log('info', 'x'.repeat(100));
    expect(existsSync(`${file}.1`)).toBe(true);
    expect(readdirSync(stateDir).filter((name) => name.includes('lock'))).toEqual([]);
  });

  test('loses no line when several programs write and rotate it', async () => {
    const writer = path.join(dir, 'writer.mjs');
    await build({
      entryPoints: { writer: path.join(FIXTURES, 'console-log-writer.ts') },
      outdir: dir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      logLevel: 'error',
      banner: {
        js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);",
      },
    });
    const sessions = ['a', 'b', 'c', 'd'];
    const ends = sessions.map(async (session) => {
      const args = [writer, stateDir, session, '3000'];
      return once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
    });
    expect(await Promise.all(ends)).toEqual(sessions.map(() => [0, null]));
    const names = readdirSync(stateDir);
    // How many depends on who gets to rotate when; that they did is what matters.
    expect(names.length).toBeGreaterThan(5);
    const all = names.flatMap((name) => rows(path.join(stateDir, name)));
    for (const session of sessions) {
      const texts = all.filter((row) => row['session'] === session).map((row) => row['msg']);
      expect(new Set(texts).size).toBe(3000);
      expect(texts).toHaveLength(3000);
    }
  }, 60_000);

  test('says once that it cannot be written, and stops nobody', async () => {
    writeFileSync(path.join(dir, 'state'), 'a file in the place of the folder');
    {
      await using log = await openLoaded();
      log.log('info', 'second');
    }
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain('ENOTDIR');
  });

  test('comes back when its folder was deleted', async () => {
    await using log = await openLoaded();
    rmSync(stateDir, { recursive: true });
    log.log('info', 'lost or not');
    log.log('info', 'back');
    expect(rows().at(-1)?.['msg']).toBe('back');
  });
});

test('both logs get what is logged, the session log without the data', async () => {
  const sessionLogPath = path.join(dir, 'session.log');
  {
    const options = { stateDir, session: 'task', level: 'info', onFailure } as const;
    await using logs = await openLogs({ sessionLogPath, ...options });
    logs.log('error', 'it\nfailed', { code: 5 });
    expect(readFileSync(sessionLogPath, 'utf8')).toMatch(/^[-\d]+ [:\d]+ ERROR it failed\n$/);
  }
  expect(rows()).toMatchObject([
    { level: 50, session: 'task', msg: 'it failed', data: { code: 5 } },
  ]);
});
