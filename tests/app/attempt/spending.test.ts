import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codex } from '../../../src/adapters/providers/codex/codex.ts';
import type { Config } from '../../../src/domain/settings/config.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  inEveryPhase,
  newMachine,
  openRun,
  signals,
} from '../../support/session-run.ts';

const step = signals({ status: 'continue' });
const INIT =
  '{"type":"system","subtype":"init","session_id":"s-1","model":"claude-x","apiKeySource":"none"}';
const RESULT = '{"type":"result","subtype":"success","is_error":false,"total_cost_usd":0.5}';

function inImplementation(): TestSession {
  const session = openSession();
  session.write('_overview.md', overviewText('implementation'));
  return session;
}

/** The lines of the user's spend book on the day of the tests' machine. */
function book(session: TestSession): readonly Record<string, unknown>[] {
  const text = readFileSync(join(session.root, 'state/spend/2026-01-02.jsonl'), 'utf8');
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs one agent, whose run dies when it is about to do this. */
async function dies(session: TestSession, agent: Agent, where: 'append' | 'readSignal') {
  const died = (): never => {
    throw new Error('died');
  };
  const store = { ...session.store, [where]: died };
  const machine = newMachine();
  await expect(openRun(session, { machine, store, agents: [agent] }).go()).rejects.toThrow('died');
  machine.dead.add(1000);
  return machine;
}

test('every attempt is noted, the failed ones too', async () => {
  const session = inImplementation();
  const fails: Agent = () => ({ exitCode: 1, stdout: [INIT] });
  const one = openRun(session, { agents: [fails, step], options: { maxIterations: 1 } });
  await one.go();
  const who = { session: session.path, run: 'run-1', iteration: 1, provider: 'claude' };
  expect(book(session)).toMatchObject([
    { ...who, attempt: 1, model: 'claude-x', costUsd: null, source: 'unknown' },
    { ...who, attempt: 2, costUsd: 0.5, source: 'reported' },
  ]);
});

test('a signal adopted after a crash has its cost, read from the log, in row and book', async () => {
  const session = inImplementation();
  const machine = await dies(session, step, 'append');
  const [log = ''] = /"log":"([^"]+)"/.exec(session.read('.run/state.json'))?.slice(1) ?? [];
  // As if the run had died before it noted anything.
  writeFileSync(join(session.root, 'state/spend/2026-01-02.jsonl'), '');
  const flood = `{"type":"user","x":"${'y'.repeat(990)}"}\n`.repeat(3000);
  writeFileSync(session.at(`_logs/${log}`), `${INIT}\n${flood}${RESULT}\n`);
  const next = openRun(session, {
    machine,
    id: 'run-2',
    pid: 2000,
    agents: [],
    options: { maxIterations: 0, maxCostUsd: 0.1 },
  });
  expect(await next.go()).toMatchObject({ bound: 'iterations' });
  expect(session.rows()).toMatchObject([{ costUsd: 0.5, model: 'claude-x', agentSession: 's-1' }]);
  expect(book(session)).toMatchObject([{ run: 'run-1', iteration: 1, attempt: 1, costUsd: 0.5 }]);
  expect(session.reopen().ledger().costUsd).toBe(0.5);
});

test('an attempt that was noted and then adopted is spent once', async () => {
  const session = inImplementation();
  const machine = await dies(session, step, 'append');
  const next = openRun(session, {
    machine,
    id: 'run-2',
    pid: 2000,
    agents: [],
    options: { maxIterations: 0 },
  });
  await next.go();
  expect(next.loop.books.spending.spentOn(new Date(machine.nowMs))).toBe(0.5);
});

test('a lost attempt is noted with what its log still says', async () => {
  const session = inImplementation();
  const silent: Agent = () => undefined;
  const machine = await dies(session, silent, 'readSignal');
  const next = openRun(session, {
    machine,
    id: 'run-2',
    pid: 2000,
    agents: [step],
    options: { maxIterations: 1 },
  });
  await next.go();
  expect(next.loop.books.spending.spentOn(new Date(machine.nowMs))).toBe(1);
});

/** A turn of Codex with 200,000 tokens of input, half of them cached, and 10,000 of output. */
const codexTurn: Agent = (...args) => {
  step(...args);
  return {
    stdout: [
      '{"type":"thread.started","thread_id":"t-1"}',
      '{"type":"turn.completed","usage":{"input_tokens":200000,"cached_input_tokens":100000,"output_tokens":10000}}',
    ],
  };
};

const withCodex = (model: string, more: Partial<Config> = {}) => ({
  provider: codex,
  config: { ...more, provider: 'codex' as const, models: inEveryPhase(model) },
});

test('an attempt of Codex costs what its tokens cost by the prices, marked as computed', async () => {
  const session = inImplementation();
  // 0.1 M tokens for $5 and $0.50, 0.01 M for $30.
  const usd = 0.85;
  const bound = { maxCostPerDayUsd: 1 };
  const one = openRun(session, { ...withCodex('gpt-5.5', bound), agents: [codexTurn, codexTurn] });
  expect(await one.go()).toMatchObject({ kind: 'bound', bound: 'day', spentUsd: 2 * usd });
  const priced = { costUsd: usd, pricedUsd: usd, pricesOf: '2026-05-13' };
  expect(session.rows()).toMatchObject([priced, priced]);
  expect(session.reopen().ledger()).toMatchObject({
    ...priced,
    costUsd: 2 * usd,
    pricedUsd: 2 * usd,
  });
  // The day's own prices count where the whole book is summed up.
  expect(book(session)[0]).toMatchObject({ costUsd: null, pricedUsd: usd });
});

test('an attempt of Codex with a model without a price stays unknown', async () => {
  const session = inImplementation();
  const options = { maxIterations: 1 };
  await openRun(session, { ...withCodex('unheard-of'), options, agents: [codexTurn] }).go();
  const [row] = session.rows();
  expect(row).toMatchObject({ costUsd: null, usage: { outputTokens: 10_000 } });
  expect(row).not.toHaveProperty('pricedUsd');
  expect(book(session)[0]).toMatchObject({ costUsd: null });
  expect(book(session)[0]).not.toHaveProperty('pricedUsd');
});

describe('an attempt of Codex that was ended before its turn was complete', () => {
  const usage = { inputTokens: 200_000, cachedInputTokens: 100_000, outputTokens: 10_000 };
  const threadUsage = (thread: string) => (thread === 't-1' ? usage : undefined);
  const STARTED = '{"type":"thread.started","thread_id":"t-1"}';
  const fails: Agent = () => ({
    exitCode: 1,
    stdout: [STARTED, '{"type":"turn.failed","error":{"message":"stream disconnected"}}'],
  });

  test('costs the tokens of its log, which count against a limit', async () => {
    const session = inImplementation();
    const bound = { maxCostPerDayUsd: 0.8 };
    const agents = [fails, codexTurn];
    const one = openRun(session, { ...withCodex('gpt-5.5', bound), threadUsage, agents });
    expect(await one.go()).toMatchObject({ kind: 'bound', bound: 'day', spentUsd: 0.85 });
    expect(book(session)).toMatchObject([{ attempt: 1, usage, pricedUsd: 0.85 }]);
  });

  test('costs the same where its run died, too', async () => {
    const session = inImplementation();
    const silent: Agent = () => ({ stdout: [STARTED] });
    const machine = await dies(session, silent, 'readSignal');
    const [log = ''] = /"log":"([^"]+)"/.exec(session.read('.run/state.json'))?.slice(1) ?? [];
    writeFileSync(join(session.root, 'state/spend/2026-01-02.jsonl'), '');
    writeFileSync(session.at(`_logs/${log}`), `${STARTED}\n`);
    const next = openRun(session, {
      ...withCodex('gpt-5.5'),
      ...{
        machine,
        id: 'run-2',
        pid: 2000,
        threadUsage,
        agents: [],
        options: { maxIterations: 0 },
      },
    });
    await next.go();
    expect(book(session)).toMatchObject([{ run: 'run-1', attempt: 1, usage, pricedUsd: 0.85 }]);
  });
});
