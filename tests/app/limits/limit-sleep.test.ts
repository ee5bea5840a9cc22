import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/adapters/providers/claude/claude.ts';
import { codex } from '../../../src/adapters/providers/codex/codex.ts';
import type { Loop } from '../../../src/app/run/loop.ts';
import type { Provider } from '../../../src/domain/provider/provider.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  limitBookOf,
  type Machine,
  newMachine,
  openRun,
  signals,
} from '../../support/session-run.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const step = signals({ status: 'continue' });

function inImplementation(): TestSession {
  const session = openSession();
  session.write('_overview.md', overviewText('implementation'));
  return session;
}

/** A usage window's end, with its reset (epoch milliseconds) or without one. */
const meets =
  (resetsAt: () => number | undefined): Agent =>
  () => {
    const at = resetsAt();
    const info = {
      status: 'rejected',
      ...(at === undefined ? {} : { resetsAt: Math.round(at / 1000) }),
    };
    return {
      exitCode: 1,
      stdout: [
        JSON.stringify({ type: 'rate_limit_event', rate_limit_info: info }),
        '{"type":"result","subtype":"success","is_error":true,"api_error_status":429,"result":"limit"}',
      ],
    };
  };

/** A wall clock that can be set: it shows what the machine's time is, plus `skewMs`. */
function settableClock(machine: Machine, onSleep: (slept: number) => void) {
  const wall = { skewMs: 0 };
  let slept = 0;
  const clock: Loop['clock'] = {
    now: () => new Date(machine.nowMs + wall.skewMs),
    monotonicMs: () => machine.nowMs,
    sleep: (ms) => {
      machine.nowMs += ms;
      slept += ms;
      onSleep(slept);
      return Promise.resolve();
    },
  };
  return { wall, clock };
}

interface Story {
  readonly agents: Agent[];
  readonly machine: Machine;
  readonly maxWaitMs?: number;
  readonly maxIterations?: number;
  readonly onSleep?: (slept: number, wall: { skewMs: number }, loop: Loop) => void;
}

function tell({ agents, machine, maxWaitMs = 12 * HOUR, maxIterations = 1, onSleep }: Story) {
  const options = { maxWaitMs, maxIterations };
  const one = openRun(inImplementation(), { agents, machine, options });
  const { wall, clock } = settableClock(machine, (slept) => onSleep?.(slept, wall, one.loop));
  Object.assign(one.loop, { clock });
  return one;
}

describe('asleep for a limit', () => {
  test('a clock that is set forward past the reset wakes it within 30 s', async () => {
    const machine = newMachine();
    const startMs = machine.nowMs;
    const one = tell({
      machine,
      agents: [meets(() => startMs + 5 * HOUR), step],
      onSleep: (slept, wall) => {
        if (slept >= HOUR) wall.skewMs = 5 * HOUR;
      },
    });
    expect(await one.go()).toMatchObject({ kind: 'bound' });
    expect(machine.nowMs - startMs).toBeLessThanOrEqual(HOUR + 30_000);
  });

  test('a clock that is set back a little makes it sleep to the reset all the same', async () => {
    const machine = newMachine();
    const startMs = machine.nowMs;
    const one = tell({
      machine,
      agents: [meets(() => startMs + 5 * HOUR), step],
      onSleep: (slept, wall) => {
        if (slept >= HOUR) wall.skewMs = -HOUR;
      },
    });
    expect(await one.go()).toMatchObject({ kind: 'bound' });
    expect(machine.nowMs - startMs).toBeGreaterThan(6 * HOUR);
  });

  test('a clock that is set back by days parks it: it never sleeps beyond --max-wait', async () => {
    const machine = newMachine();
    const startMs = machine.nowMs;
    const one = tell({
      machine,
      agents: [meets(() => startMs + 5 * HOUR)],
      onSleep: (slept, wall) => {
        if (slept >= HOUR) wall.skewMs = -3 * DAY;
      },
    });
    expect(await one.go()).toMatchObject({ kind: 'parked' });
    expect(machine.nowMs - startMs).toBeLessThan(2 * HOUR);
    expect(one.spawns).toHaveLength(1);
  });

  test('it goes on when another run found that the account works again', async () => {
    const machine = newMachine();
    const startMs = machine.nowMs;
    const one = tell({
      machine,
      agents: [meets(() => startMs + 5 * HOUR), step],
      onSleep: (slept, _, { books: { limits } }) => {
        if (slept >= HOUR) limits.clear(limits.snapshot());
      },
    });
    expect(await one.go()).toMatchObject({ kind: 'bound' });
    expect(machine.nowMs - startMs).toBeLessThanOrEqual(HOUR + MINUTE);
  });

  test('its patience is for one limit: a good iteration makes it whole again', async () => {
    const machine = newMachine();
    const limited = meets(() => machine.nowMs + 5 * HOUR);
    const agents = [limited, step, limited, step, limited, step, limited, step];
    const one = tell({ machine, agents, maxIterations: 4 });
    expect(await one.go()).toMatchObject({ kind: 'bound', bound: 'iterations' });
    expect(one.spawns).toHaveLength(8);
  });
});

describe('a limit of which no reset is known', () => {
  test('or whose reset is past again and again, is tried after 15, 30, 60, 60 minutes', async () => {
    for (const reset of [() => undefined, () => 1_000_000_000]) {
      const machine = newMachine();
      const spawnedMs: number[] = [];
      const limited: Agent = (...args) => {
        spawnedMs.push(machine.nowMs);
        return meets(reset)(...args);
      };
      const one = tell({ machine, agents: [limited, limited, limited, limited, limited, step] });
      await one.go();
      const gaps = spawnedMs
        .slice(1)
        .map((at, n) => Math.round((at - (spawnedMs[n] ?? 0)) / MINUTE));
      expect(gaps).toEqual(reset() === undefined ? [15, 30, 60, 60] : [0, 30, 60, 60]);
    }
  });

  test('is tried after the same steps by ticks of cron that may not sleep', async () => {
    const [session, machine] = [inImplementation(), newMachine()];
    const tick = (agent: Agent, id: number) =>
      openRun(session, {
        machine,
        agents: [agent],
        id: `run-${id}`,
        options: { maxWaitMs: 0, attended: false, maxIterations: 1 },
      }).go();
    const gaps: number[] = [];
    const met = meets(() => undefined);
    for (const [id, agent] of [met, met, met, met, step, met].entries()) {
      const ending = await tick(agent, id);
      if (ending.kind !== 'parked') continue;
      gaps.push(Math.round((ending.resumeAt - machine.nowMs) / MINUTE));
      machine.nowMs = ending.resumeAt;
    }
    expect(gaps).toEqual([15, 30, 60, 60, 15]);
  });

  test('holds other sessions of the account off for as long as it is waited for', async () => {
    const machine = newMachine();
    const closedMs: number[] = [];
    const one = tell({
      machine,
      agents: [meets(() => undefined), meets(() => undefined), meets(() => undefined), step],
      onSleep: (_, __, { books }) => {
        const state = books.limits.look(machine.nowMs);
        if (state.kind === 'closed') closedMs.push(state.until);
      },
    });
    const startMs = machine.nowMs;
    await one.go();
    const untils = [...new Set(closedMs)].map((until) => Math.round((until - startMs) / MINUTE));
    expect(untils).toEqual([15, 45, 105]);
  });
});

/** Lines of a CLI that say nothing of whether the account works. */
const NO_SIGNS: readonly (readonly [Provider, string, object])[] = [
  [codex, 'a warning of Codex', { type: 'item.completed', item: { type: 'error', message: 'x' } }],
  [
    claude,
    'an error of a subagent',
    {
      type: 'assistant',
      parent_tool_use_id: 'toolu_1',
      error: 'rate_limit',
      message: { content: [{ type: 'text', text: 'limit reached' }] },
    },
  ],
  [claude, 'a fallback', { type: 'system', subtype: 'model_fallback', content: 'to another' }],
  [claude, 'a compaction', { type: 'system', subtype: 'status', status: 'compacting' }],
];

describe('a limit is forgotten by all', () => {
  const failing =
    (...lines: readonly object[]): Agent =>
    () => ({ exitCode: 1, stdout: lines.map((line) => JSON.stringify(line)) });

  /** What is known after an attempt that said so much and failed. */
  async function knownAfter(provider: Provider, line: object) {
    const [session, machine] = [inImplementation(), newMachine()];
    const other = limitBookOf(session, machine, 2000);
    other.close(machine.nowMs - 1, machine.nowMs);
    const one = openRun(session, {
      machine,
      agents: [failing(line)],
      config: { maxAttempts: 1 },
    });
    Object.assign(one.loop.spawner.agent, { provider });
    await one.go();
    return { known: other.snapshot().length, events: one.events };
  }

  test.each(NO_SIGNS)('not with $1', async (provider, _, line) => {
    const { known, events } = await knownAfter(provider, line);
    expect(known).toBe(1);
    // People see it all the same, and nothing of how we read it.
    const shown = events.filter(({ kind }) => kind === 'activity');
    expect(shown.map((event) => Object.keys(event))).toEqual([['kind', 'text']]);
  });

  test('with the first word of the model, whatever becomes of the attempt', async () => {
    const item = { type: 'agent_message', text: 'I shall begin.' };
    expect((await knownAfter(codex, { type: 'item.completed', item })).known).toBe(0);
    const message = { content: [{ type: 'text', text: 'I shall begin.' }] };
    expect((await knownAfter(claude, { type: 'assistant', message })).known).toBe(0);
  });
});

describe('the one try after a reset', () => {
  /** A session, and another one's book, in which the reset was a moment ago. */
  function afterReset() {
    const [session, machine] = [inImplementation(), newMachine()];
    const other = limitBookOf(session, machine, 2000);
    other.close(machine.nowMs - 1, machine.nowMs);
    return { session, machine, other };
  }

  test("is not slept for with --max-wait 0: parked for the first step, when it is another's", async () => {
    const { session, machine, other } = afterReset();
    expect(other.look(machine.nowMs)).toEqual({ kind: 'open' });
    const startMs = machine.nowMs;
    const one = openRun(session, { machine, agents: [], options: { maxWaitMs: 0 } });
    expect(await one.go()).toMatchObject({ kind: 'parked', resumeAt: startMs + 15 * MINUTE });
    expect(machine.nowMs).toBe(startMs);
    expect(session.rows()).toMatchObject([{ status: 'parked', resumeAt: startMs + 15 * MINUTE }]);
  });

  test('is slept for no longer than --max-wait, however long the other run is at it', async () => {
    const { session, machine, other } = afterReset();
    other.look(machine.nowMs);
    const startMs = machine.nowMs;
    const one = openRun(session, { machine, agents: [], options: { maxWaitMs: 10 * MINUTE } });
    expect(await one.go()).toMatchObject({ kind: 'parked' });
    expect(machine.nowMs - startMs).toBeLessThanOrEqual(10 * MINUTE);
    expect(machine.nowMs - startMs).toBeGreaterThan(9 * MINUTE);
  });

  test("is another run's once the iteration is over, while its work is proven", async () => {
    const { session, machine, other } = afterReset();
    session.write('_overview.md', overviewText('testing'));
    const done: Agent = (...args) => {
      signals({ status: 'continue', phase: 'done' })(...args);
      expect(other.look(machine.nowMs)).toEqual({ kind: 'probed' });
      return { exitCode: 1, stdout: [] };
    };
    let proven = 0;
    const one = openRun(session, {
      machine,
      agents: [done],
      config: { verify: 'make test' },
      options: { maxIterations: 1 },
      verify: () => {
        proven += 1;
        expect(other.look(machine.nowMs)).toEqual({ kind: 'open' });
        return {};
      },
    });
    await one.go();
    expect(proven).toBe(1);
  });

  test("is another run's while a person is waited for", async () => {
    const { session, machine, other } = afterReset();
    other.look(machine.nowMs);
    const stop = new AbortController();
    const one = openRun(session, { machine, agents: [], stop, options: { resident: true } });
    const { clock } = one.loop;
    const { limits } = one.loop.books;
    Object.assign(one.loop.books, {
      limits: {
        ...limits,
        look: (now: number) => {
          const state = limits.look(now);
          // The right came to this run, and a person was quicker than its spawn.
          if (state.kind === 'open') session.write('_inbox/pause', '');
          return state;
        },
      },
    });
    Object.assign(one.loop, {
      clock: {
        ...clock,
        sleep: (ms: number) => {
          if (one.events.some(({ kind }) => kind === 'ended')) stop.abort();
          other.release();
          return clock.sleep(ms, stop.signal);
        },
      },
    });
    expect(await one.go()).toMatchObject({ kind: 'paused' });
    expect(stop.signal.aborted).toBe(true);
    expect(other.look(machine.nowMs)).toEqual({ kind: 'open' });
  });
});
