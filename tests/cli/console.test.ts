import { type ChildProcess, execFileSync, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const FIXTURES = path.join(import.meta.dirname, '../fixtures/bin');
const LINES = 100_000;
const LINE_BYTES = 104;
const MIB = 1024 * 1024;
/** A blocked child would never end; a loaded machine may take some seconds. */
const IN_TIME_MS = 20_000;

const dir = mkdtempSync(path.join(tmpdir(), 'samocode-console-'));
const host = path.join(dir, 'host.mjs');
let reports = 0;

interface Report {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly dropped: number;
  readonly elapsedMs: number;
}

beforeAll(async () => {
  await build({
    entryPoints: [path.join(FIXTURES, 'console-host.ts')],
    outfile: host,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function newPath(name: string): string {
  reports += 1;
  return path.join(dir, `${name}-${reports}`);
}

function readReport(reportPath: string, name: 'written' | 'flushed'): Report {
  return JSON.parse(readFileSync(`${reportPath}.${name}`, 'utf8')) as Report;
}

/** Its exit code; killed, with an error, when it does not end. */
async function exitOf(child: ChildProcess): Promise<number | null> {
  const timer = setTimeout(() => child.kill('SIGKILL'), IN_TIME_MS);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  clearTimeout(timer);
  expect(signal, 'killed, for it did not end').toBeNull();
  return code;
}

async function runHost(
  scenario: string,
  stdout: number | 'pipe',
  reportPath = newPath('report'),
): Promise<Report> {
  const stdio: StdioOptions = ['ignore', stdout, 'inherit'];
  const child = spawn(process.execPath, [host, scenario, reportPath], { stdio });
  child.stdout?.pause();
  expect(await exitOf(child)).toBe(0);
  return readReport(reportPath, 'flushed');
}

/**
 * Nobody reads it, and it never breaks: we hold a reading end. Two descriptions, for spawning makes the one it
 * hands on blocking.
 */
function openFifo(): { readonly writing: number; readonly reading: number } {
  const fifo = newPath('fifo');
  execFileSync('mkfifo', [fifo]);
  const reading = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reading, writing: openSync(fifo, 'w') };
}

/** How many bytes there were; 0 at the end of the file, -1 when there are none yet. */
function readNow(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into);
  } catch {
    return -1;
  }
}

async function appears(file: string): Promise<void> {
  await expect.poll(() => access(file).then(() => true), { timeout: IN_TIME_MS }).toBe(true);
}

/** Runs a shell line in which $HOST runs the scenario and $GO is a FIFO to wait on. */
function shell(line: string, reportPath: string): { child: ChildProcess; go: string; out: string } {
  const [go, out] = [newPath('go'), newPath('out')];
  execFileSync('mkfifo', [go]);
  const env = { ...process.env, NODE: process.execPath, HOST: host, REPORT: reportPath };
  const child = spawn('sh', ['-c', line], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, GO: go, OUT: out },
  });
  return { child, go, out };
}

describe('a console that nobody reads', () => {
  test('does not stop a run on a pipe, holds 1 MiB and counts the rest', async () => {
    const { reading, writing } = openFifo();
    const report = await runHost('flood', writing);
    const inPipe = readSync(reading, Buffer.alloc(MIB));
    closeSync(reading);
    closeSync(writing);
    const accepted = (LINES - report.dropped) * LINE_BYTES;
    expect(accepted - inPipe).toBeLessThanOrEqual(MIB);
    expect(accepted - inPipe).toBeGreaterThan(MIB - 2 * LINE_BYTES);
    expect(report.isTerminal).toBe(false);
    expect(report.columns).toBe(80);
  });

  test('does not stop a run on a socket', async () => {
    const report = await runHost('flood', 'pipe');
    expect(report.dropped).toBeGreaterThan(LINES / 2);
  });

  test('shows what it held, and how much is missing where, once it is read', async () => {
    const reportPath = newPath('report');
    const { child, go, out } = shell(
      '"$NODE" "$HOST" flood-then-wait "$REPORT" | { read _ <"$GO"; cat >"$OUT"; }',
      reportPath,
    );
    const exited = exitOf(child);
    await appears(`${reportPath}.written`);
    writeFileSync(go, 'go\n');
    expect(await exited).toBe(0);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    const { dropped } = readReport(reportPath, 'flushed');
    expect(dropped).toBeGreaterThan(0);
    expect(lines.at(-1)).toBe('after');
    expect(lines.at(-2)).toBe(`[${dropped} lines not shown: the reader was too slow]`);
    expect(lines.length - 2 + dropped).toBe(LINES);
    lines.slice(0, -2).forEach((line, at) => {
      expect(line.startsWith(`line ${at + 1} .`) && line.length === LINE_BYTES - 1).toBe(true);
    });
  });

  test('says how much is missing at the place where it is missing, to a slow reader', async () => {
    const { reading, writing } = openFifo();
    const reportPath = newPath('report');
    const running = runHost('flood-twice', writing, reportPath);
    closeSync(writing);
    // Half of it was written and nobody has read: lines are missing there, however fast who is.
    await appears(`${reportPath}.written`);
    const chunks: Buffer[] = [];
    // Ends at the end of the file: the child holds the last writing end.
    for (let bytes = -1; bytes !== 0;) {
      const chunk = Buffer.alloc(1024);
      bytes = readNow(reading, chunk);
      if (bytes > 0) chunks.push(chunk.subarray(0, bytes));
      await new Promise((resolve) => setImmediate(resolve));
    }
    closeSync(reading);
    expect((await running).dropped).toBeGreaterThan(0);
    let expected = 1;
    let firstMissing = 0;
    for (const line of Buffer.concat(chunks).toString().trimEnd().split('\n')) {
      const missing = /^\[(\d+) lines not shown/.exec(line)?.[1];
      if (missing === undefined) expect(line).toContain(`line ${expected} .`);
      else firstMissing ||= expected;
      expected += Number(missing ?? 1);
    }
    expect(expected).toBe(LINES + 1);
    expect(firstMissing).toBeGreaterThan(1);
    expect(firstMissing).toBeLessThan(LINES / 2);
  });

  test('keeps whole lines of one write that is too big', async () => {
    const reportPath = newPath('report');
    const { child, go, out } = shell(
      '"$NODE" "$HOST" one-big-write "$REPORT" | { read _ <"$GO"; cat >"$OUT"; }',
      reportPath,
    );
    const exited = exitOf(child);
    await appears(`${reportPath}.written`);
    writeFileSync(go, 'go\n');
    expect(await exited).toBe(0);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    const { dropped } = readReport(reportPath, 'flushed');
    expect(lines.length - 1 + dropped).toBe(LINES);
    expect(lines.slice(0, -1).every((line) => line.length === LINE_BYTES - 1)).toBe(true);
  });

  test('does not stop a run when the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    const report = await runHost('flood', full);
    closeSync(full);
    expect(report.dropped).toBeGreaterThan(LINES / 2);
  });
});

describe('a console that is gone', () => {
  test.each(['| true', '>&-'])('does not stop a run: %s', async (sink) => {
    const reportPath = newPath('report');
    const { child } = shell(`"$NODE" "$HOST" flood "$REPORT" ${sink}`, reportPath);
    expect(await exitOf(child)).toBe(0);
    await appears(`${reportPath}.flushed`);
  });

  test('does not stop a run when the socket is closed', async () => {
    const reportPath = newPath('report');
    const child = spawn(process.execPath, [host, 'flood', reportPath], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.destroy();
    expect(await exitOf(child)).toBe(0);
  });
});

describe('a console on a file', () => {
  test('appends beside another writer, all of it', async () => {
    const out = newPath('out');
    const ours = openSync(out, 'a');
    const theirs = openSync(out, 'a');
    const running = runHost('flood', theirs);
    let isOver = false;
    void running.finally(() => (isOver = true)).catch(() => undefined);
    let written = 0;
    const isRunning = (): boolean => !isOver;
    while (isRunning()) {
      writeSync(ours, 'ours\n');
      written += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await running).dropped).toBe(0);
    closeSync(ours);
    closeSync(theirs);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => line === 'ours')).toHaveLength(written);
    expect(lines.filter((line) => line.startsWith('line '))).toHaveLength(LINES);
    expect(lines).toHaveLength(LINES + written);
  });

  test('shares its place in the file with whoever wrote before and writes after', async () => {
    const { child, out } = shell(
      '{ echo first; "$NODE" "$HOST" few "$REPORT"; echo last; } >"$OUT"',
      newPath('report'),
    );
    expect(await exitOf(child)).toBe(0);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1002);
    expect([lines[0], lines.at(-1)]).toEqual(['first', 'last']);
  });
});

describe('a console on a terminal', () => {
  async function onTerminal(
    mode: string,
    scenario: string,
  ): Promise<{ report: Report; out: string }> {
    const reportPath = newPath('report');
    const out = newPath('out');
    const stdout = openSync(out, 'w');
    const pty = [path.join(FIXTURES, 'console-pty.py'), mode];
    const child = spawn('python3', [...pty, process.execPath, host, scenario, reportPath], {
      stdio: ['ignore', stdout, 'inherit'],
    });
    expect(await exitOf(child)).toBe(0);
    closeSync(stdout);
    return { report: readReport(reportPath, 'flushed'), out: readFileSync(out, 'utf8') };
  }

  test('knows it is one, knows its width, and writes all of it', async () => {
    const { report, out } = await onTerminal('read', 'few');
    expect(report).toMatchObject({ isTerminal: true, columns: 133, dropped: 0 });
    // The terminal makes each line break two characters.
    expect(Number(out)).toBe(1000 * (LINE_BYTES + 1));
  });

  test('does not stop a run when it is stopped by Ctrl-S', async () => {
    const { report } = await onTerminal('stopped', 'flood');
    expect(report.isTerminal).toBe(true);
    expect(report.dropped).toBeGreaterThan(LINES / 2);
  });

  test('does not stop a run when it is closed', async () => {
    const { report } = await onTerminal('closed', 'flood');
    expect(report.isTerminal).toBe(true);
  });
});
