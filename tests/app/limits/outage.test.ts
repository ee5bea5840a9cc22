import { describe, expect, test } from 'vitest';
import { resume } from '../../../src/app/people/resume.ts';
import { writerOf } from '../../../src/app/run/writer.ts';
import { ruleOf } from '../../../src/domain/phases/rules.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  limitBookOf,
  newMachine,
  openRun,
  type RunSetup,
  signals,
  type TestRun,
} from '../../support/session-run.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const down: Agent = () => ({
  exitCode: 1,
  stdout: [
    '{"type":"result","subtype":"success","is_error":true,"api_error_status":529,"result":"overloaded"}',
  ],
});
const worked =
  '{"type":"assistant","message":{"id":"m","content":[{"type":"text","text":"work"}]}}';
/** The model answers, spends tokens, and then the provider fails. */
const downAfterWork: Agent = () => ({
  exitCode: 1,
  stdout: [
    worked,
    '{"type":"result","subtype":"success","is_error":true,"api_error_status":529,"result":"overloaded","total_cost_usd":0.5,"usage":{"input_tokens":10,"output_tokens":5}}',
  ],
});
const noCredits: Agent = () => ({
  exitCode: 1,
  stdout: [
    '{"type":"result","subtype":"success","is_error":true,"api_error_status":402,"result":"no credits"}',
  ],
});
const crash: Agent = () => ({ exitCode: 139, stdout: [] });
const portal: Agent = () => ({
  exitCode: 1,
  stdout: [
    '{"type":"result","subtype":"success","is_error":true,"api_error_status":403,"result":"API Error: 403 <html>Guest network"}',
  ],
});
const step = signals({ status: 'continue' });

function inImplementation(): TestSession {
  const session = openSession();
  session.write('_overview.md', overviewText('implementation'));
  return session;
}

function times(count: number, agent: Agent): Agent[] {
  return Array.from({ length: count }, () => agent);
}

/** A run that may rest for four hours; `spawnedMs` has when each attempt started, from the run's start. */
function tell(setup: RunSetup, session = inImplementation()) {
  const machine = setup.machine ?? newMachine();
  const startMs = machine.nowMs;
  const spawnedMs: number[] = [];
  const agents = setup.agents.map((agent): Agent => (...given) => {
    spawnedMs.push(machine.nowMs - startMs);
    return agent(...given);
  });
  const options = { maxOutageMs: 4 * HOUR, maxIterations: 1, ...setup.options };
  const run = openRun(session, { ...setup, agents, machine, options });
  return { ...run, machine, session, startMs, spawnedMs };
}

/** Does something once the run has slept for this long. */
function afterSleep(run: Pick<TestRun, 'loop'>, ms: number, act: () => void | Promise<void>): void {
  const clock = { ...run.loop.clock };
  let sleptMs = 0;
  Object.assign(run.loop.clock, {
    sleep: async (one: number, signal?: AbortSignal) => {
      await clock.sleep(one, signal);
      const isTime = sleptMs < ms && sleptMs + one >= ms;
      sleptMs += one;
      if (isTime) await act();
    },
  });
}

describe('an outage of the provider', () => {
  test('is ridden out with one attempt after each step, and the last step repeats', async () => {
    const run = tell({ agents: [...times(9, down), step] });
    expect(await run.go()).toMatchObject({ kind: 'bound', bound: 'iterations' });
    const steps = [1, 2, 5, 10, 15, 15, 15].map((minutes) => minutes * MINUTE);
    const gaps = run.spawnedMs.slice(3).map((ms, at) => ms - (run.spawnedMs[at + 2] ?? 0));
    expect(gaps).toEqual(steps);
    expect(run.session.rows()).toMatchObject([{ status: 'continue', iteration: 1, total: 1 }]);
  });

  test('sends one notice at its start and one at its end', async () => {
    const run = tell({ agents: [...times(5, down), step] });
    await run.go();
    expect(run.notices.map(({ kind }) => kind)).toEqual(['outage', 'recovered']);
    expect(run.events.filter(({ kind }) => kind === 'outage')).toHaveLength(3);
    expect(run.events).toContainEqual({ kind: 'outage-over', afterMs: 8 * MINUTE });
  });

  test('ends the run with a failure at --max-outage', async () => {
    const run = tell({ agents: times(5, down), options: { maxOutageMs: 4 * MINUTE } });
    expect(await run.go()).toMatchObject({ kind: 'failed' });
    expect(run.spawnedMs).toEqual([0, 0, 0, MINUTE, 3 * MINUTE]);
    expect(run.session.rows()).toMatchObject([{ status: 'failed', attempts: 1 }]);
  });

  test('is not ridden out with --max-outage 0 or --once', async () => {
    for (const options of [{ maxOutageMs: 0 }, { once: true }]) {
      const run = tell({ agents: times(3, down), options });
      expect(await run.go()).toMatchObject({ kind: 'failed' });
      expect(run.machine.nowMs).toBe(run.startMs);
    }
  });

  test('ends with --max-duration', async () => {
    const run = tell({ agents: times(3, down), options: { maxDurationMs: 20 * SECOND } });
    expect(await run.go()).toMatchObject({ kind: 'bound', bound: 'duration' });
    expect(run.machine.nowMs - run.startMs).toBe(20 * SECOND);
  });

  test('is over for a run at once when a permanent error comes', async () => {
    const run = tell({ agents: [...times(4, down), noCredits] });
    const ending = await run.go();
    expect(ending).toMatchObject({ kind: 'failed', resumeAt: undefined });
    expect(run.spawnedMs).toHaveLength(5);
  });

  test('keeps its step when the run dies: the next run rests for the remainder', async () => {
    const machine = newMachine();
    const session = inImplementation();
    const first = tell({ agents: times(3, down), machine, pid: 1 }, session);
    afterSleep(first, 20 * SECOND, () => {
      throw new Error('killed');
    });
    await expect(first.go()).rejects.toThrow('killed');
    machine.dead.add(1);
    const second = tell({ agents: [step], machine, pid: 2, id: 'run-2' }, session);
    expect(await second.go()).toMatchObject({ kind: 'bound' });
    expect(second.spawnedMs).toEqual([40 * SECOND]);
  });

  test('parks a run with --once that finds it', async () => {
    const machine = newMachine();
    const session = inImplementation();
    limitBookOf(session, machine, 7).fail({ stepsMs: [MINUTE], reach: 'account' }, machine.nowMs);
    const run = tell({ agents: [], machine, options: { once: true } }, session);
    const resumeAt = machine.nowMs + MINUTE;
    expect(await run.go()).toMatchObject({ kind: 'parked', resumeAt });
  });

  test('is no concern of a run with --max-outage 0', async () => {
    const machine = newMachine();
    const session = inImplementation();
    limitBookOf(session, machine, 7).fail({ stepsMs: [MINUTE], reach: 'account' }, machine.nowMs);
    const run = tell({ agents: [step], machine, options: { maxOutageMs: 0 } }, session);
    expect(await run.go()).toMatchObject({ kind: 'bound' });
  });

  test('leaves full rounds to an iteration whose attempt was answered', async () => {
    const run = tell({
      agents: [...times(3, down), downAfterWork, down, down, step],
      options: { maxIterations: 2 },
    });
    expect(await run.go()).toMatchObject({ kind: 'bound' });
    expect(run.spawnedMs).toEqual([0, 0, 0, MINUTE, MINUTE, MINUTE, 2 * MINUTE]);
  });
});

describe('a rest', () => {
  test('ends at once with a resume, which gives one attempt', async () => {
    const run = tell({ agents: [...times(3, down), step] });
    afterSleep(run, 10 * SECOND, () => {
      resume(writerOf(run.loop), { by: 'ann' }, undefined);
    });
    expect(await run.go()).toMatchObject({ kind: 'bound' });
    expect(run.spawnedMs.at(-1)).toBeLessThanOrEqual(11 * SECOND);
  });

  test.each(['pause', 'stop'] as const)('takes a %s within a second', async (kind) => {
    const run = tell({ agents: times(3, down) });
    afterSleep(run, 10 * SECOND, () => {
      run.session.reopen().inbox.put({ ...MESSAGE, kind });
    });
    expect(await run.go()).toMatchObject({ kind: kind === 'pause' ? 'paused' : 'stopped' });
    expect(run.machine.nowMs - run.startMs).toBeLessThanOrEqual(11 * SECOND);
  });

  test('records a note within a second, and goes on', async () => {
    const run = tell({ agents: [...times(3, down), step] });
    const noted: number[] = [];
    afterSleep(run, 10 * SECOND, () => {
      run.session.reopen().inbox.put({ ...MESSAGE, kind: 'note', note: 'mind the gap' });
    });
    afterSleep(run, 12 * SECOND, () => {
      noted.push(run.session.rows().filter(({ status }) => status === 'noted').length);
    });
    expect(await run.go()).toMatchObject({ kind: 'bound' });
    expect(noted).toEqual([1]);
    expect(run.spawnedMs.at(-1)).toBe(MINUTE);
    expect(run.notices.map(({ kind }) => kind)).toEqual(['outage', 'recovered']);
  });
});

const MESSAGE = { by: 'ann', note: undefined, source: 'message-1', run: undefined } as const;

describe('the iteration limits', () => {
  test('count no round of attempts that spent nothing', async () => {
    const run = tell({ agents: [...times(7, down), step], options: { maxIterations: 1 } });
    await run.go();
    expect(run.session.rows()).toMatchObject([{ status: 'continue' }]);
  });

  test('count a round that spent tokens as an iteration of the run', async () => {
    const run = tell({ agents: times(6, downAfterWork), options: { maxIterations: 2 } });
    expect(await run.go()).toMatchObject({ kind: 'bound', bound: 'iterations' });
    expect(run.spawnedMs).toHaveLength(6);
  });

  test('end rests of a phase whose limit is used up by rounds that spent tokens', async () => {
    const session = openSession();
    session.write('_overview.md', overviewText('planning'));
    const agents = times(40, downAfterWork);
    const run = tell({ agents, options: { maxIterations: undefined } }, session);
    const ending = await run.go();
    expect(ending).toMatchObject({ kind: 'failed' });
    expect('reason' in ending ? ending.reason : '').toContain('has used its');
    expect(run.spawnedMs.length).toBe(3 * ruleOf('planning').limit);
  });
});

describe('two sessions in one outage', () => {
  test('make one attempt after each step together', async () => {
    const machine = newMachine();
    const session = inImplementation();
    const other = openSession();
    const others = limitBookOf({ ...other, root: session.root }, machine, 8);
    others.fail({ stepsMs: [30 * SECOND], reach: 'account' }, machine.nowMs);
    const run = tell({ agents: [...times(2, down), step], machine }, session);
    expect(await run.go()).toMatchObject({ kind: 'bound' });
    expect(run.spawnedMs).toEqual([30 * SECOND, 150 * SECOND, 450 * SECOND]);
  });

  test('a round ends as soon as another session has met the outage', async () => {
    const machine = newMachine();
    const session = inImplementation();
    const other = openSession();
    const others = limitBookOf({ ...other, root: session.root }, machine, 8);
    const meanwhile: Agent = (...given) => {
      others.fail({ stepsMs: [MINUTE], reach: 'account' }, machine.nowMs);
      return down(...given);
    };
    const run = tell({ agents: [meanwhile, step], machine }, session);
    expect(await run.go()).toMatchObject({ kind: 'bound' });
    expect(run.spawnedMs).toEqual([0, MINUTE]);
  });

  test("a session's own crashes close the account for itself alone", async () => {
    await restsAlone(crash);
  });

  test('a portal in place of the API closes the account for no other session', async () => {
    await restsAlone(portal);
  });
});

/** Fails for a round, and looks meanwhile at the account as another session sees it. */
async function restsAlone(failing: Agent): Promise<void> {
  const machine = newMachine();
  const session = inImplementation();
  const run = tell({ agents: [...times(3, failing), step], machine }, session);
  const other = openSession();
  const others = limitBookOf({ ...other, root: session.root }, machine, 8);
  const seen: string[] = [];
  afterSleep(run, 10 * SECOND, () => {
    seen.push(others.look(machine.nowMs).kind);
  });
  expect(await run.go()).toMatchObject({ kind: 'bound' });
  expect(seen).toEqual(['open']);
  expect(run.spawnedMs.at(-1)).toBe(MINUTE);
}
