import { describe, expect, test } from 'vitest';
import { resume } from '../../../src/app/people/resume.ts';
import { writerOf } from '../../../src/app/run/writer.ts';
import { runEnd } from '../../../src/app/work/run-end.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  newMachine,
  openRun,
  type RunSetup,
  signals,
} from '../../support/session-run.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const step = signals({ status: 'continue' });
const result = (status: number, text: string, usd?: number): string =>
  JSON.stringify({
    ...{ type: 'result', subtype: 'success', is_error: true, api_error_status: status },
    ...{ result: text, total_cost_usd: usd },
  });
const down: Agent = () => ({ exitCode: 1, stdout: [result(529, 'overloaded')] });
const tellsNoCost: Agent = () => ({
  exitCode: undefined,
  signal: 'SIGKILL',
  stdout: [
    '{"type":"system","subtype":"init","session_id":"s","model":"m","apiKeySource":"none"}',
    '{"type":"assistant","message":{"content":[{"type":"text","text":"work"}]}}',
  ],
});
const paidAndDown: Agent = () => ({ exitCode: 1, stdout: [result(529, 'overloaded', 0.5)] });
const paidSignal: Agent = (session, task) => {
  step(session, task);
  const told = { type: 'result', subtype: 'success', is_error: false, result: '' };
  return { stdout: [JSON.stringify({ ...told, total_cost_usd: 0.5 })] };
};
const limited =
  (resetsAt?: number): Agent =>
  () => {
    const info = {
      status: 'rejected',
      ...(resetsAt !== undefined && { resetsAt: Math.round(resetsAt / 1000) }),
    };
    const told = JSON.stringify({ type: 'rate_limit_event', rate_limit_info: info });
    return { exitCode: 1, stdout: [told, result(429, 'limit')] };
  };

/** Runs of one session, each with the options of `samocode work`. */
function openRuns() {
  const session: TestSession = openSession();
  session.write('_overview.md', overviewText('implementation'));
  const machine = newMachine();
  let runs = 0;
  const next = (setup: RunSetup) => {
    runs += 1;
    const options = { leaves: true, attended: false, maxOutageMs: 4 * HOUR, ...setup.options };
    const id = `run-${runs}`;
    return openRun(session, { ...setup, machine, id, pid: 1000 + runs, options });
  };
  return { session, machine, next };
}

const RETRIED = { retryDelayMs: 2 * MINUTE } as const;

describe('a run under samocode work', () => {
  test('ends at a usage limit, with its reset, and writes no row', async () => {
    const { session, machine, next } = openRuns();
    const [startMs, resetsAt] = [machine.nowMs, machine.nowMs + 2 * HOUR];
    const run = next({ agents: [limited(resetsAt)] });
    const ending = await run.go();
    expect(ending).toMatchObject({ kind: 'bound', bound: 'rest', isOfProvider: true });
    if (ending.kind !== 'bound') throw new Error('no bound');
    expect(ending.resumeAt).toBeGreaterThan(resetsAt);
    expect(machine.nowMs).toBe(startMs);
    expect(session.store.ledger().rows).toBe(0);
    expect(run.notices.map(({ kind }) => kind)).toEqual(['parked']);
  });

  test('ends for a time of its own clock where no reset was named', async () => {
    const ending = await openRuns()
      .next({ agents: [limited()] })
      .go();
    expect(ending).toMatchObject({ kind: 'bound', bound: 'rest' });
    expect(ending).not.toHaveProperty('isOfProvider');
  });

  test('started before the reset, ends again and tells nobody', async () => {
    const { machine, next } = openRuns();
    const resetsAt = machine.nowMs + 2 * HOUR;
    await next({ agents: [limited(resetsAt)] }).go();
    machine.nowMs += HOUR;
    const early = next({ agents: [] });
    expect(await early.go()).toMatchObject({ kind: 'bound', bound: 'rest' });
    expect(early.notices).toEqual([]);
    machine.nowMs = resetsAt + MINUTE;
    const late = next({ agents: [step], options: { maxIterations: 1 } });
    expect(await late.go()).toMatchObject({ bound: 'iterations' });
    expect(late.notices.map(({ kind }) => kind)).toEqual(['resumed']);
  });

  test('parks the session where all its rests are longer than --max-wait', async () => {
    const { session, machine, next } = openRuns();
    const options = { maxWaitMs: 3 * HOUR };
    await next({ agents: [limited(machine.nowMs + 2 * HOUR)], options }).go();
    machine.nowMs += 2 * HOUR + MINUTE;
    const second = next({ agents: [limited(machine.nowMs + 2 * HOUR)], options });
    expect(await second.go()).toMatchObject({ kind: 'parked' });
    expect(session.rows()).toMatchObject([{ status: 'parked' }]);
  });

  test('counts the attempts of an iteration over its runs, and then rests for an outage', async () => {
    const { session, machine, next } = openRuns();
    const ends: unknown[] = [];
    for (let n = 0; n < 4; n += 1) {
      const run = next({ agents: [down], config: RETRIED });
      const ending = await run.go();
      ends.push(run.events.findLast(({ kind }) => kind === 'attempt-started'));
      if (ending.kind !== 'bound') throw new Error(ending.kind);
      expect(ending.bound).toBe('rest');
      machine.nowMs = ending.resumeAt ?? 0;
    }
    expect(ends).toMatchObject([{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }, { attempt: 4 }]);
    expect(session.store.ledger().rows).toBe(0);
  });

  test('tells the agent of the failed attempt of the run before', async () => {
    const { machine, next } = openRuns();
    await next({ agents: [down], config: RETRIED }).go();
    machine.nowMs += 5 * MINUTE;
    const run = next({ agents: [step], options: { maxIterations: 1 } });
    await run.go();
    expect(run.prompts[0]).toContain('The attempt before this one failed: the API is overloaded');
  });

  test('gives up at --max-outage, although each rest had a run of its own', async () => {
    const { session, machine, next } = openRuns();
    const kinds: string[] = [];
    const notices: string[] = [];
    for (let n = 0; n < 12 && !kinds.includes('failed'); n += 1) {
      const agents = n === 0 ? [down, down, down] : [down];
      const run = next({ agents, options: { maxOutageMs: 20 * MINUTE } });
      const ending = await run.go();
      kinds.push(ending.kind);
      notices.push(...run.notices.map(({ kind }) => kind));
      if (ending.kind === 'bound') machine.nowMs = ending.resumeAt ?? 0;
    }
    expect(kinds).toEqual(['bound', 'bound', 'bound', 'bound', 'failed']);
    expect(notices).toEqual(['outage', 'failed']);
    expect(session.rows()).toMatchObject([{ status: 'failed' }]);
  });

  test('counts no time in which nobody ran as a rest for an outage', async () => {
    const { machine, next } = openRuns();
    const options = { maxOutageMs: 20 * MINUTE };
    await next({ agents: [down, down, down], options }).go();
    machine.nowMs += 15 * HOUR;
    const run = next({ agents: [down, down, down], options });
    expect(await run.go()).toMatchObject({ kind: 'bound', bound: 'rest' });
  });

  test('counts no time in which nobody ran as a rest for a usage limit', async () => {
    const { machine, next } = openRuns();
    const options = { maxWaitMs: 3 * HOUR };
    await next({ agents: [limited(machine.nowMs + HOUR)], options }).go();
    machine.nowMs += 15 * HOUR;
    const second = next({ agents: [limited(machine.nowMs + HOUR)], options });
    expect(await second.go()).toMatchObject({ kind: 'bound', bound: 'rest' });
  });

  test('begins anew after one that gave up without an attempt', async () => {
    const { session, next } = openRuns();
    await next({ agents: [down, down, down] }).go();
    const second = next({ agents: [], options: { maxOutageMs: 1000 } });
    expect(await second.go()).toMatchObject({ kind: 'failed' });
    expect(session.store.state().left).toBeUndefined();
  });

  test('ends at the third attempt in a row without a known cost, each in a run of its own', async () => {
    const { machine, next } = openRuns();
    const setup = { config: { ...RETRIED, maxCostPerDayUsd: 1000, reserveUsd: 1 } };
    const bounds: unknown[] = [];
    for (let n = 0; n < 3; n += 1) {
      const ending = await next({ ...setup, agents: [tellsNoCost] }).go();
      if (ending.kind !== 'bound') throw new Error(ending.kind);
      bounds.push(ending.bound);
      machine.nowMs = ending.resumeAt ?? 0;
    }
    expect(bounds).toEqual(['rest', 'rest', 'unknown-cost']);
  });

  test('has the attempts of the run before in its row', async () => {
    const { session, machine, next } = openRuns();
    const setup = { config: RETRIED, options: { maxIterations: 1 } };
    await next({ ...setup, agents: [paidAndDown] }).go();
    machine.nowMs += 5 * MINUTE;
    await next({ ...setup, agents: [paidAndDown] }).go();
    machine.nowMs += 10 * MINUTE;
    await next({ ...setup, agents: [paidSignal] }).go();
    expect(session.rows()).toMatchObject([
      { kind: 'iteration', run: 'run-3', runs: ['run-1', 'run-2'], attempts: 3, costUsd: 1.5 },
    ]);
  });

  test('has those before the rest for a limit in its row', async () => {
    const { session, machine, next } = openRuns();
    const setup = { config: RETRIED, options: { maxIterations: 1 } };
    await next({ ...setup, agents: [paidAndDown] }).go();
    machine.nowMs += 5 * MINUTE;
    const resetsAt = machine.nowMs + HOUR;
    await next({ ...setup, agents: [limited(resetsAt)] }).go();
    // Started too early: it makes no attempt, and forgets none.
    await next({ ...setup, agents: [] }).go();
    machine.nowMs = resetsAt + 5 * MINUTE;
    await next({ ...setup, agents: [paidSignal] }).go();
    expect(session.rows()).toMatchObject([
      { kind: 'iteration', run: 'run-4', runs: ['run-1', 'run-2'], attempts: 3, costUsd: 1 },
    ]);
  });

  test('has those before the rest for an outage in its row', async () => {
    const { session, machine, next } = openRuns();
    const setup = { config: { ...RETRIED, maxAttempts: 1 }, options: { maxIterations: 1 } };
    for (let run = 0; run < 2; run += 1) {
      await next({ ...setup, agents: [paidAndDown] }).go();
      machine.nowMs += 20 * MINUTE;
    }
    await next({ ...setup, agents: [paidSignal] }).go();
    expect(session.rows()).toMatchObject([
      { kind: 'iteration', run: 'run-3', runs: ['run-1', 'run-2'], attempts: 3, costUsd: 1.5 },
    ]);
  });

  test('has them in its row where it gives up', async () => {
    const { session, machine, next } = openRuns();
    const setup = { config: { ...RETRIED, maxAttempts: 2 }, options: { maxOutageMs: 0 } };
    await next({ ...setup, agents: [paidAndDown] }).go();
    machine.nowMs += 5 * MINUTE;
    await next({ ...setup, agents: [paidAndDown] }).go();
    expect(session.rows()).toMatchObject([
      { kind: 'gave-up', run: 'run-2', runs: ['run-1'], attempts: 2, costUsd: 1 },
    ]);
  });

  test('has them in its row where it takes the signal of a run that died', async () => {
    const { session, machine, next } = openRuns();
    const setup = { config: RETRIED, options: { maxIterations: 1 } };
    await next({ ...setup, agents: [paidAndDown] }).go();
    machine.nowMs += 5 * MINUTE;
    const dies: Agent = (own, task) => {
      step(own, task);
      throw new Error('died');
    };
    await expect(next({ ...setup, agents: [dies] }).go()).rejects.toThrow('died');
    await next({ ...setup, agents: [] }).go();
    expect(session.rows()).toMatchObject([
      { run: 'run-3', runs: ['run-1'], attempts: 2, costUsd: 0.5 },
    ]);
  });

  test('ends at --max-cost, although each attempt had a run of its own', async () => {
    const { machine, next } = openRuns();
    const setup = { config: RETRIED, options: { maxCostUsd: 1 } };
    const paid: Agent = () => ({ exitCode: 1, stdout: [result(529, 'overloaded', 0.6)] });
    const ending = await next({ ...setup, agents: [paid] }).go();
    expect(ending).toMatchObject({ kind: 'bound', bound: 'rest' });
    machine.nowMs += 5 * MINUTE;
    expect(await next({ ...setup, agents: [paid] }).go()).toMatchObject({ bound: 'cost' });
  });

  test('ends before its first attempt while samocode work ends', async () => {
    const { next } = openRuns();
    expect(await next({ agents: [], isDrained: true }).go()).toMatchObject({ bound: 'drain' });
  });

  test('ends before its next attempt while samocode work ends', async () => {
    const { session, next } = openRuns();
    const run = next({ agents: [step] });
    Object.assign(run.loop.stops, { isDrained: () => session.store.ledger().rows > 0 });
    expect(await run.go()).toMatchObject({ bound: 'drain' });
    expect(session.rows()).toHaveLength(1);
  });
});

describe('the ending that a run leaves for samocode work', () => {
  const blocked = signals({ status: 'blocked', reason: 'the server is down' });

  test('waits for a person, and has the files that the person may change', async () => {
    const { session, next } = openRuns();
    const run = next({ agents: [blocked] });
    const ending = await run.go();
    const seen = () => session.store.fingerprint();
    expect(runEnd(run.loop, ending, { why: 'blocked', seen })).toEqual({
      ...{ kind: 'waits', until: null, why: 'blocked', ending: 'blocked', rows: 1 },
      ...{ path: session.path, seen: session.store.fingerprint() },
    });
  });

  test('sends the session back in line where a person acted meanwhile', async () => {
    const { session, next } = openRuns();
    const run = next({ agents: [blocked] });
    const ending = await run.go();
    const seen = (): string => {
      resume(writerOf(run.loop), { by: 'Ann' }, undefined);
      return session.store.fingerprint();
    };
    expect(runEnd(run.loop, ending, { why: 'blocked', seen })).toMatchObject({ kind: 'again' });
  });
});
