import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/adapters/providers/claude/claude.ts';
import { openReservations } from '../../../src/adapters/spend/reservations.ts';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Notice } from '../../../src/app/ports/notifier.ts';
import { formatDuration } from '../../../src/domain/text/duration.ts';
import { runSession } from '../../../src/main.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  GOOD_RESULT,
  type Machine,
  newMachine,
  openRun,
  signals,
  type TestRun,
} from '../../support/session-run.ts';

const MINUTE = 60_000;
const step = signals({ status: 'continue' });

function inImplementation(): TestSession {
  const session = openSession();
  session.write('_overview.md', overviewText('implementation'));
  return session;
}

/** Meets the usage window's end, with a reset `ms` from now. */
function meetsLimit(now: () => number, ms: number): Agent {
  return () => {
    const resetsAt = Math.round((now() + ms) / 1000);
    return {
      exitCode: 1,
      stdout: [
        JSON.stringify({
          type: 'rate_limit_event',
          rate_limit_info: { status: 'rejected', resetsAt, rateLimitType: 'five_hour' },
        }),
        '{"type":"result","subtype":"success","is_error":true,"api_error_status":429,"result":"limit"}',
      ],
    };
  };
}

describe('a cost bound', () => {
  test('ends the run once so much is spent, and passes the rest to the CLI', async () => {
    const session = inImplementation();
    const one = openRun(session, { agents: [step, step, step], options: { maxCostUsd: 0.8 } });
    expect(await one.go()).toEqual({ kind: 'bound', bound: 'cost', limit: '$0.8', spentUsd: 1 });
    expect(one.spawns).toHaveLength(2);
    const budgets = one.spawns.map(({ command: { args } }) => args.join(' '));
    expect(budgets[0]).toContain('--max-budget-usd 0.8');
    expect(budgets[1]).toMatch(/--max-budget-usd 0\.3/);
  });

  test('that an agent used up within its attempt is a bound and no failure', async () => {
    const session = inImplementation();
    const spent: Agent = () => ({
      exitCode: 1,
      stdout: [
        '{"type":"result","subtype":"error_max_budget_usd","is_error":true,"total_cost_usd":0.9}',
      ],
    });
    const one = openRun(session, { agents: [spent], options: { maxCostUsd: 0.8 } });
    expect(await one.go()).toMatchObject({ kind: 'bound', bound: 'cost' });
    expect(one.spawns).toHaveLength(1);
  });
});

/** Works, leaves its signal if it is told to, and is gone before it tells a cost. */
function tellsNoCost(isDone: boolean): Agent {
  return (session, task) => {
    if (isDone) step(session, task);
    return {
      exitCode: undefined,
      signal: 'SIGKILL',
      stdout: [
        '{"type":"system","subtype":"init","session_id":"s","model":"m","apiKeySource":"none"}',
        '{"type":"assistant","message":{"content":[{"type":"text","text":"work"}]}}',
      ],
    };
  };
}

describe('an attempt that told no cost', () => {
  test.each([true, false])('counts its budget (signal: %s)', async (isDone) => {
    const agents = Array.from({ length: 4 }, () => tellsNoCost(isDone));
    const one = openRun(inImplementation(), { agents, options: { maxCostUsd: 0.8 } });
    expect(await one.go()).toEqual({ kind: 'bound', bound: 'cost', limit: '$0.8', spentUsd: 0.8 });
    expect(one.spawns).toHaveLength(1);
  });

  test('counts its budget against the day, in the next run too', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const cap = { machine, config: { maxCostPerDayUsd: 1.2 } };
    const once = { ...cap, agents: [tellsNoCost(true)], options: { once: true } };
    expect(await openRun(session, once).go()).toMatchObject({ kind: 'once' });
    const again = openRun(session, { ...cap, id: 'run-2', agents: [step] });
    expect(await again.go()).toMatchObject({ kind: 'bound', bound: 'day' });
    expect(again.spawns).toEqual([]);
  });

  test('counts its budget against the day where its run died, too', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const cap = { machine, config: { maxCostPerDayUsd: 1.2 } };
    const one = openRun(session, {
      ...cap,
      agents: [
        () => {
          const [log = ''] =
            /"log":"([^"]+)"/.exec(session.read('.run/state.json'))?.slice(1) ?? [];
          session.write(
            `_logs/${log}`,
            '{"type":"system","subtype":"init","session_id":"s","model":"m","apiKeySource":"none"}\n',
          );
          throw new Error('died');
        },
      ],
    });
    await expect(one.go()).rejects.toThrow('died');
    machine.dead.add(1000);
    const again = openRun(session, { ...cap, id: 'run-2', pid: 2000, agents: [step] });
    expect(await again.go()).toMatchObject({ kind: 'bound', bound: 'day' });
    expect(again.spawns).toEqual([]);
  });

  test.each(['maxCostPerMonthUsd', 'maxCostPerSessionUsd'])(
    'counts no more against a wide limit (%s) than an attempt may cost',
    async (limit) => {
      const session = inImplementation();
      const machine = newMachine();
      const cap = { machine, config: { [limit]: 500, reserveUsd: 5 } };
      const once = { ...cap, agents: [tellsNoCost(true)], options: { once: true } };
      expect(await openRun(session, once).go()).toMatchObject({ kind: 'once' });
      const again = openRun(session, {
        ...cap,
        id: 'run-2',
        agents: [step],
        options: { once: true },
      });
      expect(await again.go()).toMatchObject({ kind: 'once' });
      const args = again.spawns[0]?.command.args ?? [];
      expect(args[args.indexOf('--max-budget-usd') + 1]).toBe('495.0000');
    },
  );

  test('counts nothing where its CLI never began', async () => {
    const fails: Agent = () => ({ exitCode: 1, stdout: [] });
    const agents = [fails, step, step];
    const one = openRun(inImplementation(), { agents, options: { maxCostUsd: 0.8 } });
    await one.go();
    expect(one.spawns).toHaveLength(3);
  });

  test('ends the run as the third in a row, where its CLI takes no budget', async () => {
    const agents = [step, ...Array.from({ length: 6 }, () => tellsNoCost(true))];
    const one = openRun(inImplementation(), {
      agents,
      options: { maxCostUsd: 9 },
      provider: { ...claude, takesBudget: false },
    });
    expect(await one.go()).toEqual({ kind: 'bound', bound: 'unknown-cost', limit: '3' });
    expect(one.spawns).toHaveLength(4);
  });
});

describe('a cost bound of the day', () => {
  const cap = { config: { maxCostPerDayUsd: 1.2 } };

  test('holds over two sessions, and passes the rest to the CLI', async () => {
    const [first, second] = [inImplementation(), inImplementation()];
    const machine = newMachine();
    const one = openRun(first, {
      ...cap,
      machine,
      agents: [step, step],
      options: { maxIterations: 2 },
    });
    expect(await one.go()).toMatchObject({ bound: 'iterations' });
    const shared = { ...cap, machine, id: 'run-2', stateRoot: first.root };
    const other = openRun(second, { ...shared, agents: [step] });
    const ending = await other.go();
    expect(ending).toEqual({
      kind: 'bound',
      bound: 'day',
      limit: '$1.2 a day',
      spentUsd: 1.5,
      resumeAt: new Date(2026, 0, 3).getTime(),
    });
    expect(other.spawns[0]?.command.args.join(' ')).toMatch(/--max-budget-usd 0\.2/);
    // And spends again on the day after.
    machine.nowMs = new Date(2026, 0, 3, 0, 0, 1).getTime();
    const later = openRun(second, {
      ...shared,
      id: 'run-3',
      agents: [step],
      options: { maxIterations: 1 },
    });
    expect(await later.go()).toMatchObject({ bound: 'iterations' });
  });

  test('spawns nothing once it is reached, and records nothing', async () => {
    const session = inImplementation();
    const machine = newMachine();
    await openRun(session, { ...cap, machine, agents: [step, step, step] }).go();
    const rows = session.rows().length;
    const again = openRun(session, { ...cap, machine, id: 'run-2', agents: [] });
    expect(await again.go()).toMatchObject({ kind: 'bound', bound: 'day' });
    expect(again.spawns).toEqual([]);
    expect(session.rows()).toHaveLength(rows);
  });
});

describe('a cost bound of the session', () => {
  test('holds over two runs, and for no other session', async () => {
    const [session, other] = [inImplementation(), inImplementation()];
    const machine = newMachine();
    const config = { maxCostPerSessionUsd: 1.2 };
    const cap = { machine, config, stateRoot: session.root };
    const once = { ...cap, agents: [step], options: { once: true } };
    expect(await openRun(session, once).go()).toEqual({ kind: 'once' });
    const again = openRun(session, { ...cap, id: 'run-2', agents: [step, step, step] });
    const bound = { kind: 'bound', bound: 'session', limit: '$1.2 a session', spentUsd: 1.5 };
    expect(await again.go()).toEqual(bound);
    expect(again.spawns[1]?.command.args.join(' ')).toMatch(/--max-budget-usd 0\.2/);
    expect(await openRun(other, { ...once, id: 'run-3', agents: [step] }).go()).toEqual({
      kind: 'once',
    });
  });

  test('is known from the rows where the spend book was lost', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const run = { machine, agents: [step], config: { maxCostPerSessionUsd: 0.5 } };
    await openRun(session, { ...run, options: { once: true } }).go();
    rmSync(join(session.root, 'state/spend'), { recursive: true });
    const again = openRun(session, { ...run, id: 'run-2', agents: [] });
    expect(await again.go()).toMatchObject({ bound: 'session', spentUsd: 0.5 });
  });
});

describe('a cost bound of the month', () => {
  test('counts the days before, until the month is over', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const cap = { machine, config: { maxCostPerMonthUsd: 1 } };
    const once = { ...cap, options: { once: true } };
    await openRun(session, { ...once, agents: [step] }).go();
    machine.nowMs = new Date(2026, 0, 30, 12).getTime();
    await openRun(session, { ...once, id: 'run-2', agents: [step] }).go();
    const third = openRun(session, { ...cap, id: 'run-3', agents: [] });
    expect(await third.go()).toEqual({
      ...{ kind: 'bound', bound: 'month', limit: '$1 a month', spentUsd: 1 },
      resumeAt: new Date(2026, 1, 1).getTime(),
    });
    machine.nowMs = new Date(2026, 1, 1, 0, 0, 1).getTime();
    const later = openRun(session, { ...once, id: 'run-4', agents: [step] });
    expect(await later.go()).toEqual({ kind: 'once' });
  });
});

describe('people are told', () => {
  const told = (run: TestRun) => run.notices.filter(({ kind }) => kind === 'cost');

  test('once of most of a limit and once of all of it, whichever run spends it', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const cap = { machine, config: { maxCostPerDayUsd: 1.8 } };
    const run = async (id: string, count: number, agent = step): Promise<readonly Notice[]> => {
      const agents = Array.from({ length: count }, () => agent);
      const one = openRun(session, { ...cap, id, agents, options: { maxIterations: count } });
      await one.go();
      return told(one);
    };
    expect(await run('run-1', 2)).toEqual([]);
    const [most, ...more] = await run('run-2', 1);
    expect(more).toEqual([]);
    expect(most?.text).toBe(
      'most of a cost limit is spent (over 80%): $1.50 of $1.8 a day for all sessions spent (SAMOCODE_MAX_COST_PER_DAY); for each session: samocode cost --by session',
    );
    const cheap: Agent = (...args) => {
      step(...args);
      return { stdout: [GOOD_RESULT.replace('"total_cost_usd":0.5', '"total_cost_usd":0.1')] };
    };
    expect(await run('run-2b', 1, cheap)).toEqual([]);
    const [all, ...rest] = await run('run-3', 1);
    expect(rest).toEqual([]);
    expect(all?.text).toMatch(
      /no further attempt starts until 2026-01-03 00:00: \$2\.10 of \$1\.8 a day/,
    );
    // The next day is another window.
    machine.nowMs = new Date(2026, 0, 3, 12).getTime();
    expect((await run('run-4', 3)).map(({ text }) => text)).toEqual([most?.text]);
  });

  test('of the limits of the run and of the session, in each run anew of the first', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const cap = { machine, config: { maxCostPerSessionUsd: 1.2 }, agents: [step] };
    const one = openRun(session, { ...cap, options: { once: true, maxCostUsd: 0.6 } });
    await one.go();
    expect(told(one)).toHaveLength(1);
    const two = openRun(session, {
      ...cap,
      id: 'run-2',
      agents: [step],
      options: { once: true, maxCostUsd: 0.6 },
    });
    await two.go();
    expect(told(two).map(({ text }) => /\((SAMO[A-Z_]*|--[a-z-]*)\)/.exec(text)?.[1])).toEqual([
      '--max-cost',
      'SAMOCODE_MAX_COST_PER_SESSION',
    ]);
  });
});

describe('a reservation under the bound of the day', () => {
  /** Another run whose attempt may cost so much. */
  const reserveAs = (session: TestSession, machine: Machine, pid: number, usd: number) =>
    openReservations(join(session.root, 'state'), {
      self: () => ({ pid, startTime: 'start' }),
      isAlive: (one) => !machine.dead.has(one.pid),
    }).take({ usd, leftUsd: () => 6 });

  test('of another run lowers the budget, and the own one is released after the attempt', async () => {
    const session = inImplementation();
    const machine = newMachine();
    reserveAs(session, machine, 2000, 4);
    const config = { maxCostPerDayUsd: 6 };
    const one = openRun(session, { machine, config, agents: [step], options: { once: true } });
    expect(await one.go()).toEqual({ kind: 'once' });
    expect(one.spawns[0]?.command.args.join(' ')).toMatch(/--max-budget-usd 2/);
    expect(reserveAs(session, machine, 3000, 1)).toMatchObject({ kind: 'taken', freeUsd: 2 });
  });

  test('that leaves nothing is waited for, said once, and lapses with its process', async () => {
    const session = inImplementation();
    const machine = newMachine();
    reserveAs(session, machine, 2000, 6);
    const config = { maxCostPerDayUsd: 6 };
    const one = openRun(session, { machine, config, agents: [step], options: { once: true } });
    let sleeps = 0;
    const clock: Clock = {
      ...one.loop.clock,
      sleep: (ms, stop) => {
        expect(one.spawns).toEqual([]);
        sleeps += 1;
        if (sleeps === 3) machine.dead.add(2000);
        return one.loop.clock.sleep(ms, stop);
      },
    };
    expect(await runSession({ ...one.loop, clock })).toEqual({ kind: 'once' });
    expect(one.spawns).toHaveLength(1);
    expect(sleeps).toBeGreaterThanOrEqual(3);
    const said = one.events.filter((event) => event.kind === 'note');
    expect(said.map((event) => ('text' in event ? event.text : ''))).toEqual([
      expect.stringContaining('may use up the cost limit of the day or the month'),
    ]);
  });

  test('is the largest cost of an attempt of the phase, or SAMOCODE_RESERVE', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const left = (usd: number): Agent => {
      return (of, task) => {
        step(of, task);
        expect(reserveAs(of, machine, 2000, 1)).toMatchObject({ freeUsd: usd });
        machine.dead.add(2000);
        return undefined;
      };
    };
    const config = { maxCostPerDayUsd: 6, reserveUsd: 2 };
    const options = { once: true };
    await openRun(session, { machine, config, options, agents: [left(4)] }).go();
    const again = { machine, config, options, id: 'run-2' };
    await openRun(session, { ...again, agents: [left(5.5)] }).go();
    // The run's own bound is the budget of its CLI.
    const bounded = { ...again, id: 'run-3', options: { ...options, maxCostUsd: 3 } };
    await openRun(session, { ...bounded, agents: [left(3)] }).go();
  });
});

describe('a time bound', () => {
  const maxDurationMs = 10 * MINUTE;
  const bound = { kind: 'bound', bound: 'duration', limit: formatDuration(maxDurationMs) };

  /** Works for so long, and fails of an overload. */
  const failsAfter =
    (machine: Machine, ms: number): Agent =>
    () => {
      machine.nowMs += ms;
      return { exitCode: 1, stdout: [], cause: 'timeout' };
    };

  test.each([
    ['is over after a failure', 11 * MINUTE, 0, 11 * MINUTE],
    ['would be over when its backoff is', 9 * MINUTE, 4 * MINUTE, 9 * MINUTE],
  ])('that %s spawns no retry, and waits for none', async (_, workedMs, retryDelayMs, endedMs) => {
    const session = inImplementation();
    const machine = newMachine();
    const startedMs = machine.nowMs;
    const agents = [failsAfter(machine, workedMs), step];
    const one = openRun(session, {
      ...{ machine, agents, options: { maxDurationMs }, config: { retryDelayMs } },
    });
    expect(await one.go()).toEqual(bound);
    expect(one.spawns).toHaveLength(1);
    expect(machine.nowMs - startedMs).toBe(endedMs);
    expect(one.events).toContainEqual(
      expect.objectContaining({ kind: 'attempt-ended', outcome: 'overload' }),
    );
    expect(session.reopen().state()).toMatchObject({ mark: undefined, lost: 0 });
    const next = openRun(session, { machine, agents: [step], options: { maxIterations: 1 } });
    expect(await next.go()).toMatchObject({ bound: 'iterations' });
  });

  test('lets a retry begin that begins before it', async () => {
    const machine = newMachine();
    const agents = [failsAfter(machine, 9 * MINUTE), failsAfter(machine, 9 * MINUTE), step];
    const one = openRun(inImplementation(), { machine, agents, options: { maxDurationMs } });
    expect(await one.go()).toEqual(bound);
    expect(one.spawns).toHaveLength(2);
  });

  test('is looked at again after a backoff that took longer than was asked for', async () => {
    const machine = newMachine();
    const agents = [failsAfter(machine, MINUTE), step];
    const one = openRun(inImplementation(), {
      ...{ machine, agents, options: { maxDurationMs }, config: { retryDelayMs: 10 } },
    });
    const suspended: Clock = {
      ...one.loop.clock,
      sleep: () => {
        machine.nowMs += 60 * MINUTE;
        return Promise.resolve();
      },
    };
    expect(await runSession({ ...one.loop, clock: suspended })).toEqual(bound);
    expect(one.spawns).toHaveLength(1);
  });

  test('ends a sleep for a limit', async () => {
    const machine = newMachine();
    const startedMs = machine.nowMs;
    const agents = [meetsLimit(() => machine.nowMs, 90 * MINUTE)];
    const one = openRun(inImplementation(), { machine, agents, options: { maxDurationMs } });
    expect(await one.go()).toEqual(bound);
    expect(machine.nowMs - startedMs).toBeLessThan(11 * MINUTE);
  });
});

describe('a usage limit', () => {
  test('is slept for no longer when the wall clock is put back a year meanwhile', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const agents = [meetsLimit(() => machine.nowMs, 30 * MINUTE), step];
    const { loop } = openRun(session, { agents, machine, options: { maxIterations: 1 } });
    let sleptMs = 0;
    const clock: Clock = {
      now: () => new Date(machine.nowMs - (sleptMs > 10 * MINUTE ? 365 * 24 * 60 * MINUTE : 0)),
      monotonicMs: () => sleptMs,
      sleep: (ms) => {
        sleptMs += ms;
        machine.nowMs += ms;
        return Promise.resolve();
      },
    };
    const ending = await runSession({ ...loop, clock });
    expect(ending).toMatchObject({ kind: 'bound', bound: 'iterations' });
    expect(sleptMs).toBeLessThan(31 * MINUTE);
  });

  test('is slept out: nothing is spawned before the reset, and once after it', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const startedMs = machine.nowMs;
    const spawnedMs: number[] = [];
    const noting =
      (agent: Agent): Agent =>
      (...args) => {
        spawnedMs.push(machine.nowMs - startedMs);
        return agent(...args);
      };
    const one = openRun(session, {
      machine,
      agents: [noting(meetsLimit(() => machine.nowMs, 90 * MINUTE)), noting(step)],
      options: { maxIterations: 1 },
    });
    expect(await one.go()).toMatchObject({ kind: 'bound', bound: 'iterations' });
    expect(spawnedMs[0]).toBe(0);
    expect(spawnedMs[1]).toBeGreaterThan(90 * MINUTE);
    expect(spawnedMs[1]).toBeLessThan(90 * MINUTE + 12_000);
    expect(one.notices.map(({ kind }) => kind)).toEqual(['parked', 'resumed']);
    expect(readdirSync(join(session.root, 'state', 'limits')).length).toBe(1);
  });

  test('that another session met parks this one without a spawn', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const other = openRun(session, { machine, agents: [] });
    other.loop.books.limits.close(machine.nowMs + 90 * MINUTE, machine.nowMs);
    other.loop.session.lease.release();
    const one = openRun(session, { machine, agents: [], options: { maxWaitMs: 0 } });
    expect(await one.go()).toMatchObject({ kind: 'parked' });
    expect(one.spawns).toEqual([]);
  });

  test('is cleared for every session by the first that works again', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const one = openRun(session, { machine, agents: [step], options: { maxIterations: 1 } });
    one.loop.books.limits.close(machine.nowMs, machine.nowMs - 1);
    machine.nowMs += 1;
    await runSession(one.loop);
    expect(one.loop.books.limits.snapshot()).toEqual([]);
  });

  test('met together with a good signal is slept out before the next spawn', async () => {
    const session = inImplementation();
    const machine = newMachine();
    const both: Agent = (...args) => {
      step(...args);
      return meetsLimit(() => machine.nowMs, 30 * MINUTE)(...args);
    };
    let secondMs = 0;
    const second: Agent = (...args) => {
      secondMs = machine.nowMs;
      return step(...args);
    };
    const startedMs = machine.nowMs;
    const one = openRun(session, {
      machine,
      agents: [both, second],
      options: { maxIterations: 2 },
    });
    expect(await one.go()).toMatchObject({ kind: 'bound' });
    expect(secondMs - startedMs).toBeGreaterThan(30 * MINUTE);
  });
});

test('a run that ends at a bound leaves nothing of its state in memory', async () => {
  const session = inImplementation();
  await openRun(session, { agents: [step, step], options: { maxIterations: 2 } }).go();
  expect(session.reopen().state()).toMatchObject({ mark: undefined, settledRows: 2 });
});

test('a session at rest has its state on the disk before anything else is written', async () => {
  const session = inImplementation();
  const { store } = session;
  let isRecorded = false;
  const dying: typeof store = {
    ...store,
    append: (row) => {
      isRecorded = true;
      return store.append(row);
    },
    saveState: (state) => {
      if (isRecorded) throw new Error('the machine died');
      store.saveState(state);
    },
  };
  const agents = [signals({ status: 'blocked', reason: 'stuck' })];
  await expect(openRun(session, { store: dying, agents }).go()).rejects.toThrow('died');
  expect(session.reopen().state()).toMatchObject({ mark: undefined, settledRows: 1 });
});
