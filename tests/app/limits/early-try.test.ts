import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resume } from '../../../src/app/people/resume.ts';
import type { LimitBook } from '../../../src/app/ports/books.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  limitBookOf,
  type Machine,
  newMachine,
  openRun,
  type RunSetup,
  signals,
  type TestRun,
} from '../../support/session-run.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const step = signals({ status: 'continue' });

/** The end of an attempt that met a limit, with its reset in epoch milliseconds. */
const meets =
  (resetsAt: number): Agent =>
  () => ({
    exitCode: 1,
    stdout: [
      JSON.stringify({
        type: 'rate_limit_event',
        rate_limit_info: { status: 'rejected', resetsAt: Math.round(resetsAt / 1000) },
      }),
      '{"type":"result","subtype":"success","is_error":true,"api_error_status":429,"result":"limit"}',
    ],
  });

const overloaded: Agent = () => ({
  exitCode: 1,
  stdout: [
    '{"type":"result","subtype":"success","is_error":true,"api_error_status":529,"result":"overloaded"}',
  ],
});

interface Parked {
  readonly session: TestSession;
  readonly machine: Machine;
  readonly resetMs: number;
  /** One run, as cron would start it, in which these agents are to be spawned. */
  readonly run: (agents: readonly Agent[], setup?: Partial<RunSetup>) => TestRun;
}

/** A session that was parked for a limit of three days. */
async function parked(): Promise<Parked> {
  const [session, machine] = [openSession(), newMachine()];
  session.write('_overview.md', overviewText('implementation'));
  const resetMs = machine.nowMs + 3 * DAY;
  const run: Parked['run'] = (agents, setup = {}) =>
    openRun(session, {
      machine,
      agents: [...agents],
      ...setup,
      options: { maxIterations: 1, attended: false, ...setup.options },
    });
  expect(await run([meets(resetMs)]).go()).toMatchObject({ kind: 'parked' });
  expect(await run([]).go()).toMatchObject({ kind: 'parked' });
  return { session, machine, resetMs, run };
}

function resumed(session: TestSession): void {
  const store = session.reopen();
  const writer = { store, run: 'person', now: () => new Date(), warn: () => undefined };
  resume(writer, { by: 'me' }, undefined);
}

describe('a resume of a parked session', () => {
  test('gives one spawn, and with it the session goes on', async () => {
    const { session, machine, run } = await parked();
    resumed(session);
    const next = run([step, step], { options: { maxIterations: 2 } });
    expect(await next.go()).toMatchObject({ kind: 'bound' });
    expect(next.spawns).toHaveLength(2);
    expect(limitBookOf(session, machine, 2000).snapshot()).toEqual([]);
  });

  test('is used up when the limit is met again: parked until the reset, and no tick within the hour spawns', async () => {
    const { session, machine, resetMs, run } = await parked();
    resumed(session);
    const next = run([meets(resetMs)]);
    const ending = await next.go();
    expect(ending).toMatchObject({ kind: 'parked' });
    expect(ending.kind === 'parked' && ending.resumeAt).toBeGreaterThanOrEqual(resetMs);
    expect(next.spawns).toHaveLength(1);
    for (let tick = 0; tick < 3; tick += 1) {
      machine.nowMs += HOUR / 4;
      expect(await run([]).go()).toMatchObject({ kind: 'parked' });
    }
    resumed(session);
    const again = run([meets(resetMs)]);
    await again.go();
    expect(again.spawns).toHaveLength(1);
  });

  test('is used up before the spawn: a run that is killed there leaves no second try', async () => {
    const { session, run } = await parked();
    resumed(session);
    const killed = run([
      () => {
        throw new Error('killed');
      },
    ]);
    await expect(killed.go()).rejects.toThrow('killed');
    expect(await run([]).go()).toMatchObject({ kind: 'parked' });
  });

  test('is one spawn, also where that fails of something else', async () => {
    const { session, run } = await parked();
    resumed(session);
    const next = run([overloaded]);
    expect(await next.go()).toMatchObject({
      kind: 'parked',
      reason: expect.stringMatching(/overload.*usage window is used up/) as string,
    });
    expect(session.rows().at(-1)).toMatchObject({ status: 'parked', attempts: 1 });
    expect(await run([]).go()).toMatchObject({ kind: 'parked' });
  });

  test('leaves the other sessions of the account parked', async () => {
    const { session, machine, resetMs, run } = await parked();
    const other = limitBookOf(session, machine, 2000);
    resumed(session);
    const seen: unknown[] = [];
    const agent: Agent = (...args) => {
      seen.push(other.look(machine.nowMs).kind);
      return meets(resetMs)(...args);
    };
    await run([agent]).go();
    expect(seen).toEqual(['closed']);
    expect(other.look(machine.nowMs)).toMatchObject({ kind: 'closed' });
  });

  test('wakes a run that sleeps for the limit, which tries at once and then sleeps on', async () => {
    const [session, machine] = [openSession(), newMachine()];
    session.write('_overview.md', overviewText('implementation'));
    const startMs = machine.nowMs;
    const resetMs = startMs + 5 * HOUR;
    const spawnedMs: number[] = [];
    const noting =
      (agent: Agent): Agent =>
      (...args) => {
        spawnedMs.push(machine.nowMs - startMs);
        return agent(...args);
      };
    const agents = [meets(resetMs), meets(resetMs), step].map(noting);
    const one = openRun(session, { machine, agents, options: { maxIterations: 1 } });
    const { clock } = one.loop;
    let isResumed = false;
    const sleep = async (ms: number): Promise<void> => {
      await clock.sleep(ms);
      if (isResumed || machine.nowMs - startMs < HOUR) return;
      isResumed = true;
      resumed(session);
    };
    Object.assign(one.loop, { clock: { ...clock, sleep } });
    expect(await one.go()).toMatchObject({ kind: 'bound' });
    const [, early = 0, late = 0] = spawnedMs;
    expect(early).toBeGreaterThanOrEqual(HOUR);
    expect(early).toBeLessThan(HOUR + 2000);
    expect(late).toBeGreaterThanOrEqual(5 * HOUR);
  });
});

describe('--force', () => {
  test('lets a run try once at a closed window', async () => {
    const { resetMs, run } = await parked();
    const forced = run([meets(resetMs)], { options: { force: true } });
    expect(await forced.go()).toMatchObject({ kind: 'parked' });
    expect(forced.spawns).toHaveLength(1);
    expect(await run([]).go()).toMatchObject({ kind: 'parked' });
  });

  test('is no second try for the same run, which then sleeps to the reset', async () => {
    const { machine, resetMs, run } = await parked();
    machine.nowMs = resetMs - HOUR;
    const options = { force: true, maxWaitMs: 12 * HOUR };
    const forced = run([meets(resetMs), step], { options });
    expect(await forced.go()).toMatchObject({ kind: 'bound' });
    expect(machine.nowMs).toBeGreaterThanOrEqual(resetMs);
  });
});

describe('a parked session', () => {
  /** The book of another login. */
  const ofAnother = (book: LimitBook): LimitBook => ({
    ...book,
    account: () => 'another',
    look: () => ({ kind: 'open' }),
    snapshot: () => [],
  });

  test('goes on with another login, without a word of a person', async () => {
    const { run } = await parked();
    const next = run([step]);
    Object.assign(next.loop.books, { limits: ofAnother(next.loop.books.limits) });
    expect(await next.go()).toMatchObject({ kind: 'bound' });
    expect(next.spawns).toHaveLength(1);
  });

  test('goes on when another session has found that the account works', async () => {
    const { session, machine, run } = await parked();
    const other = limitBookOf(session, machine, 2000);
    other.clear(other.snapshot());
    const next = run([step]);
    expect(await next.go()).toMatchObject({ kind: 'bound' });
    expect(next.spawns).toHaveLength(1);
  });

  test('stays parked where no book can be kept', async () => {
    const [session, machine] = [openSession(), newMachine()];
    session.write('_overview.md', overviewText('implementation'));
    mkdirSync(join(session.root, 'state'), { recursive: true });
    writeFileSync(join(session.root, 'state', 'limits'), 'no folder');
    const run = (agents: Agent[]): TestRun =>
      openRun(session, { machine, agents, options: { attended: false } });
    const first = run([meets(machine.nowMs + 3 * DAY)]);
    expect(await first.go()).toMatchObject({ kind: 'parked' });
    expect(session.rows().at(-1)).not.toHaveProperty('account');
    expect(await run([]).go()).toMatchObject({ kind: 'parked' });
  });
});
