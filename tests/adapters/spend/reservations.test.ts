import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { openReservations, type Reservers } from '../../../src/adapters/spend/reservations.ts';
import { openSpendBook } from '../../../src/adapters/spend/spend-book.ts';
import { temporaryFolder } from '../../support/session.ts';

const NOON = new Date(2026, 10, 22, 12);

/** A process that reserves five of twelve dollars. */
function startReserver(program: string, folder: string, name: string) {
  const child = spawn(process.execPath, [program, folder, name, '12', '5'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const says = async (): Promise<string> => String((await lines.next()).value);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { child, says, ended };
}

/** A run of the machine; `dead` has the pids that are gone. */
function runOf(stateDir: string, pid: number, dead: ReadonlySet<number> = new Set()) {
  const processes: Reservers = {
    self: () => ({ pid, startTime: `start-${pid}` }),
    isAlive: (one) => !dead.has(one.pid),
  };
  return openReservations(stateDir, processes);
}

const NOBODY: Reservers = { self: () => ({ pid: 1, startTime: '' }), isAlive: () => false };

/** Five of twelve dollars, of which so many are spent. */
const five = (spentUsd = 0) => ({ usd: 5, leftUsd: () => 12 - spentUsd });

test('parallel processes reserve no more than the limit and one attempt, and a killed one nothing', async () => {
  const folder = temporaryFolder();
  const program = join(folder, 'reserver.mjs');
  const shim =
    "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
  await build({
    entryPoints: [join(import.meta.dirname, '../../fixtures/bin/reserver.ts')],
    outfile: program,
    ...{ bundle: true, format: 'esm', platform: 'node', logLevel: 'error', banner: { js: shim } },
  });
  const start = (name: string) => startReserver(program, folder, name);
  const all = ['a', 'b', 'c', 'd', 'e', 'f'].map(start);
  await Promise.all(all.map(({ says }) => says()));
  writeFileSync(join(folder, 'go'), '');
  const answers = await Promise.all(all.map(({ says }) => says()));
  // 0, 5 and 10 of 12 were reserved when they came.
  expect([...answers].sort()).toEqual(['full', 'full', 'full', 'taken', 'taken', 'taken']);

  const killed = all[answers.indexOf('taken')];
  killed?.child.kill('SIGKILL');
  await killed?.ended;
  const next = start('next');
  expect(await next.says()).toBe('ready');
  expect(await next.says()).toBe('taken');

  for (const { child, ended } of [...all, next].filter((one) => one !== killed)) {
    child.stdin.end('end\n');
    await ended;
  }
  const warn = (text: string): never => {
    throw new Error(text);
  };
  expect(openSpendBook({ stateDir: folder, account: () => '', warn }).spentOn(NOON)).toBe(15);
  expect(runOf(folder, 1).take(five(15))).toMatchObject({ kind: 'full' });
});

test('what is free is the limit without the costs and the reservations of others', () => {
  const folder = temporaryFolder();
  const [one, other] = [runOf(folder, 1), runOf(folder, 2)];
  const first = one.take(five(1));
  expect(first).toMatchObject({ kind: 'taken', freeUsd: 11 });
  expect(other.take(five(1))).toMatchObject({ kind: 'taken', freeUsd: 6 });
  const third = runOf(folder, 3);
  expect(third.take(five(2))).toEqual({ kind: 'full', isNews: true });
  expect(third.take(five(2))).toEqual({ kind: 'full', isNews: false });
  if (first.kind === 'taken') first.release();
  expect(third.take(five(2))).toMatchObject({ kind: 'taken', freeUsd: 5 });
});

test('a reservation lapses with its process, and the files do not grow in number', () => {
  const folder = temporaryFolder();
  for (let pid = 1; pid <= 50; pid += 1) {
    const dead = new Set(Array.from({ length: pid - 1 }, (_, n) => n + 1));
    expect(runOf(folder, pid, dead).take(five())).toMatchObject({ kind: 'taken', freeUsd: 12 });
  }
  expect(readdirSync(join(folder, 'reserved'))).toEqual(['50']);
});

test('without a folder that can be written a run counts for itself', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'reserved'), 'no folder');
  expect(runOf(folder, 1).take(five(4))).toMatchObject({ freeUsd: 8 });
});

test('the largest cost is that of the phase, in the newest days', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'spend'));
  const warn = (text: string): never => {
    throw new Error(text);
  };
  const book = openSpendBook({ stateDir: folder, account: () => '', warn });
  const note = (day: number, phase: 'planning' | 'testing', costUsd: number | undefined): void => {
    const who = { session: '/s', run: 'r', iteration: day, attempt: 1, log: `${day}-${phase}` };
    const cost = { costUsd, usage: undefined };
    const at = new Date(2026, 10, day);
    book.record({ ...who, at, provider: 'claude', model: 'opus', phase, cost });
  };
  note(1, 'planning', 90);
  for (let day = 2; day <= 8; day += 1) note(day, 'planning', day / 2);
  note(8, 'testing', undefined);
  const run = runOf(folder, 1);
  expect(run.largestOf('planning')).toBe(4);
  expect(run.largestOf('testing')).toBeUndefined();
  const usage = { inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 0 };
  const who = {
    session: '/s',
    run: 'q',
    iteration: 1,
    attempt: 1,
    log: 'q',
    at: new Date(2026, 10, 8),
  };
  const cost = { costUsd: undefined, usage };
  book.record({ ...who, provider: 'codex', model: 'mine', phase: 'testing', cost });
  const prices = { date: '2026-11-01', models: { mine: { input: 3, cached: 0, output: 0 } } };
  expect(openReservations(folder, NOBODY, prices).largestOf('testing')).toBe(3);
});
