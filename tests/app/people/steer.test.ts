import { beforeEach, describe, expect, test } from 'vitest';
import { answer } from '../../../src/app/people/answer.ts';
import { approve } from '../../../src/app/people/approve.ts';
import { resume } from '../../../src/app/people/resume.ts';
import { takeInbox } from '../../../src/app/people/steer.ts';
import { sessionStatus } from '../../../src/app/reading/status.ts';
import type { Steer } from '../../../src/domain/people/steer.ts';
import type { RunEvent } from '../../../src/domain/run/event.ts';
import { runSession } from '../../../src/main.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import { type Agent, newMachine, openRun, signals } from '../../support/session-run.ts';

let session: TestSession;
beforeEach(() => {
  session = openSession();
  session.write('_overview.md', overviewText('investigation'));
});

const message = (fields: Partial<Steer> & Pick<Steer, 'kind'>): Steer => ({
  ...{ by: 'ann', note: undefined, source: `test:${fields.kind}`, run: undefined },
  ...fields,
});
const AGAIN = signals({ status: 'continue' });
const DONE = signals({ status: 'blocked', reason: 'enough' });

/** An agent that works on while a person writes into the inbox. */
const meanwhile =
  (...messages: readonly Steer[]): Agent =>
  (own, task) => {
    for (const one of messages) own.reopen().inbox.put(one);
    return AGAIN(own, task);
  };

const person = () => ({
  ...{ store: session.reopen(), run: 'person', now: () => new Date(2026, 0, 3) },
  warn: (text: string) => session.warnings.push(text),
});
const statuses = (): readonly unknown[] => session.rows().map((row) => row['status']);

describe('a pause', () => {
  test('acts after the iteration in progress; then nothing is spawned until a resume', async () => {
    const first = openRun(session, {
      agents: [meanwhile(message({ kind: 'pause', note: 'eat' }))],
    });
    expect(await first.go()).toEqual({ kind: 'paused', by: 'ann', note: 'eat' });
    expect(statuses()).toEqual(['continue', 'paused']);
    expect(session.rows()[1]).toMatchObject({ by: 'ann', note: 'eat', source: 'test:pause' });
    const of = { store: session.store, holder: () => undefined, session: 'demo', now: 0 };
    expect(sessionStatus(of)).toMatchObject({ state: 'paused', reason: 'by ann: eat' });
    const tick = openRun(session, { agents: [], options: { gates: 'auto', attended: false } });
    expect((await tick.go()).kind).toBe('paused');
    resume(person(), { by: 'ann' }, undefined);
    const next = openRun(session, { agents: [DONE], store: session.reopen() });
    expect((await next.go()).kind).toBe('blocked');
    expect(next.prompts[0]).toContain('paused for a while. Their note:');
  });

  test('holds at a gate that opens meanwhile, and status says what else is awaited', async () => {
    session.write('_overview.md', overviewText('planning'));
    await openRun(session, { agents: [signals({ status: 'waiting' })] }).go();
    session.store.inbox.put(message({ kind: 'pause' }));
    const paused = openRun(session, { agents: [] });
    expect((await paused.go()).kind).toBe('paused');
    const of = { store: session.store, holder: () => undefined, session: 'demo', now: 0 };
    expect(sessionStatus(of)).toMatchObject({ state: 'paused', awaiting: 'plan_approval' });
    approve(person(), { by: 'ann' });
    const still = openRun(session, { agents: [], store: session.reopen() });
    expect((await still.go()).kind).toBe('paused');
  });

  test('that a run left in the inbox does not hold up what a person resumes later', async () => {
    await openRun(session, { agents: [signals({ status: 'blocked', reason: 'no key' })] }).go();
    session.store.inbox.put(message({ kind: 'pause' }));
    session.store.inbox.put(message({ kind: 'stop', run: 'one that lives' }));
    resume(person(), { by: 'ann' }, undefined);
    expect(statuses()).toEqual(['blocked', 'paused', 'resumed']);
    expect(session.store.inbox.read()).toMatchObject([{ message: { kind: 'stop' } }]);
    const next = openRun(session, { agents: [DONE], store: session.reopen() });
    expect((await next.go()).kind).toBe('blocked');
  });

  test('ends the wait for another attempt', async () => {
    const failing: Agent = (own) => {
      own.reopen().inbox.put(message({ kind: 'pause' }));
      return { exitCode: 1, stdout: [], cause: 'timeout' };
    };
    const run = openRun(session, { agents: [failing], config: { retryDelayMs: 60_000 } });
    expect((await run.go()).kind).toBe('paused');
    expect(run.spawns).toHaveLength(1);
    expect(statuses()).toEqual(['paused']);
  });

  test("ends the sleep for the provider's limit", async () => {
    const machine = newMachine();
    const at = machine.nowMs;
    const limited: Agent = (own) => {
      own.reopen().inbox.put(message({ kind: 'pause' }));
      const resetsAt = Math.floor(at / 1000) + 3600;
      const event = {
        type: 'rate_limit_event',
        rate_limit_info: { status: 'rejected', resetsAt, rateLimitType: 'five_hour' },
      };
      const result =
        '{"type":"result","subtype":"success","is_error":true,"result":"limit","num_turns":1}';
      return { exitCode: 1, stdout: [JSON.stringify(event), result] };
    };
    const run = openRun(session, { agents: [limited], machine });
    expect((await run.go()).kind).toBe('paused');
    expect(run.events.map(({ kind }) => kind)).toContain('limit');
    expect(machine.nowMs - at).toBeLessThan(10_000);
  });
});

describe('a stop', () => {
  test('ends the run once the iteration in progress is recorded; the next run goes on', async () => {
    const stop = message({ kind: 'stop', run: 'run-1' });
    const run = openRun(session, { agents: [meanwhile(stop)] });
    expect(await run.go()).toEqual({ kind: 'stopped', by: 'ann', note: undefined });
    expect(statuses()).toEqual(['continue', 'stopped']);
    const next = openRun(session, { agents: [DONE], id: 'run-2' });
    expect((await next.go()).kind).toBe('blocked');
  });

  test('leaves the word to the state of the session, and lets no run stay at a gate', async () => {
    const waits: Agent = (own, task) => {
      own.reopen().inbox.put(message({ kind: 'stop' }));
      return signals({ status: 'blocked', reason: 'no key' })(own, task);
    };
    const run = openRun(session, { agents: [waits], options: { resident: true } });
    expect(await run.go()).toMatchObject({ kind: 'blocked', reason: 'no key' });
  });

  test('is for one run: a pause from before it, or for another run, is dropped with a warning', async () => {
    session.write('_inbox/stop', '');
    session.store.inbox.put(message({ kind: 'stop', run: 'run-0' }));
    const run = openRun(session, { agents: [DONE] });
    expect((await run.go()).kind).toBe('blocked');
    expect(statuses()).toEqual(['blocked']);
    const dropped = run.events.filter(
      (event) => 'text' in event && event.text.includes('is dropped'),
    );
    expect(dropped).toHaveLength(2);
    expect(session.store.inbox.read()).toEqual([]);
  });
});

/** The section of a prompt that has the note. */
function titleOf(prompt: string): string | undefined {
  const sections = prompt.split(/^## /m);
  return sections.find((section) => section.includes('> use tabs'))?.split('\n')[0];
}

describe('a note', () => {
  test('goes into the next prompt, and into later ones as an earlier note', async () => {
    const run = openRun(session, {
      agents: [meanwhile(message({ kind: 'note', note: 'use tabs' })), AGAIN, DONE],
    });
    await run.go();
    expect(run.prompts.map(titleOf)).toEqual([undefined, 'What a person gave', 'Earlier notes']);
    expect(statuses()).toEqual(['continue', 'noted', 'continue', 'blocked']);
  });

  test('does not end a wait', async () => {
    session.write('_overview.md', overviewText('planning'));
    await openRun(session, { agents: [signals({ status: 'waiting' })] }).go();
    session.store.inbox.put(message({ kind: 'note', note: 'smaller' }));
    expect((await openRun(session, { agents: [] }).go()).kind).toBe('waiting');
  });

  test('that an attempt was told of before it was lost is told to the next one', async () => {
    session.store.inbox.put(message({ kind: 'note', note: 'use tabs' }));
    const stop = new AbortController();
    const dies: Agent = () => {
      stop.abort();
      return { exitCode: 1, stdout: [], cause: 'stopped' };
    };
    await openRun(session, { agents: [dies], stop }).go();
    const next = openRun(session, { agents: [DONE] });
    await next.go();
    expect(next.prompts[0]).toContain('> use tabs');
    expect(statuses()).toEqual(['noted', 'blocked']);
  });
});

describe('a crash between the row and the removal of its message', () => {
  test.each(['pause', 'note', 'stop'] as const)('applies a %s once', (kind) => {
    session.store.inbox.put(message({ kind, note: 'x' }));
    session.write(`_inbox/${kind}`, 'by hand');
    const dying = person();
    const kept = { ...dying.store, inbox: { ...dying.store.inbox, remove: () => undefined } };
    expect(takeInbox({ ...dying, store: kept }, 'run-1').rows).toBe(2);
    expect(takeInbox(person(), 'run-1')).toEqual({ rows: 0, stop: undefined });
    expect(session.rows()).toHaveLength(2);
    expect(session.store.inbox.read()).toEqual([]);
  });

  test('and a message that was taken may come again: it has no effect', async () => {
    session.store.inbox.put(message({ kind: 'pause' }));
    await openRun(session, { agents: [] }).go();
    resume(person(), { by: 'ann' }, undefined);
    session.store.inbox.put(message({ kind: 'pause' }));
    const run = openRun(session, { agents: [DONE], store: session.reopen() });
    expect((await run.go()).kind).toBe('blocked');
  });
});

describe.each(['pause', 'stop'] as const)('a %s that was taken and whose file stays', (kind) => {
  /** Nothing goes from the inbox. */
  const keeping = () => {
    const store = session.reopen();
    return { ...store, inbox: { ...store.inbox, remove: () => undefined } };
  };
  const take = (): void => {
    session.write(`_inbox/${kind}`, '');
    takeInbox({ ...person(), store: keeping() }, 'run-0');
    expect(session.rows()).toHaveLength(1);
    resume(person(), { by: 'ann' }, undefined);
  };

  test('cuts no backoff short', async () => {
    take();
    const machine = newMachine();
    const at = machine.nowMs;
    const fails: Agent = () => ({ exitCode: 1, stdout: [], cause: 'timeout' });
    const run = openRun(session, {
      ...{ machine, store: keeping(), agents: [fails, fails, fails] },
      config: { retryDelayMs: 60_000 },
    });
    expect((await run.go()).kind).toBe('failed');
    expect(machine.nowMs - at).toBeGreaterThan(60_000);
  });

  test("cuts no sleep for the provider's limit short", async () => {
    take();
    // The resume gives one try before the reset; it is used up.
    const { store } = session;
    store.saveState({ ...store.state(), tried: store.ledger().resumed });
    const machine = newMachine();
    const at = machine.nowMs;
    const { loop } = openRun(session, { machine, store: keeping(), agents: [DONE] });
    loop.books.limits.close(at + 3_600_000, at);
    let sleeps = 0;
    const report = ({ kind }: RunEvent): void => {
      if (kind === 'limit' && ++sleeps > 1) throw new Error('slept for the same limit twice');
    };
    expect((await runSession({ ...loop, teller: { ...loop.teller, report } })).kind).toBe(
      'blocked',
    );
    expect(machine.nowMs - at).toBeGreaterThan(3_600_000);
  });
});

test('a stop for another run cuts no backoff short', async () => {
  const machine = newMachine();
  const at = machine.nowMs;
  const fails: Agent = (own) => {
    own.reopen().inbox.put(message({ kind: 'stop', run: 'run-0' }));
    return { exitCode: 1, stdout: [], cause: 'timeout' };
  };
  const run = openRun(session, {
    ...{ machine, agents: [fails, DONE], config: { retryDelayMs: 60_000 } },
  });
  expect((await run.go()).kind).toBe('blocked');
  expect(machine.nowMs - at).toBeGreaterThanOrEqual(30_000);
});

test('work that is not recorded yet is recorded first', async () => {
  session.store.saveState({
    ...session.store.state(),
    mark: {
      ...{ run: 'run-0', iteration: 1, attempt: 1, phase: 'investigation', log: 'x.jsonl' },
      ...{ staleSignal: undefined, startedAt: '' },
    },
  });
  session.write('_signal.json', '{"status":"continue","summary":"paid for"}');
  session.store.inbox.put(message({ kind: 'pause' }));
  expect((await openRun(session, { agents: [] }).go()).kind).toBe('paused');
  expect(session.rows()).toMatchObject([{ summary: 'paid for' }, { status: 'paused' }]);
});

test('a file of the inbox changes nothing of what people gave: no wait is ended by it', async () => {
  await openRun(session, { agents: [DONE] }).go();
  session.write('_inbox/README', 'strange');
  const run = openRun(session, { agents: [], options: { attended: false } });
  expect((await run.go()).kind).toBe('blocked');
  expect(session.warnings).toEqual([expect.stringContaining('_inbox/README is left alone')]);
});

test('answers count while the session is paused', async () => {
  session.write('_overview.md', overviewText('requirements'));
  const asks: Agent = (own, task) => {
    own.write('_qa.md', '## Q1: Which?\nAnswer:\n');
    return signals({ status: 'waiting' })(own, task);
  };
  await openRun(session, { agents: [asks] }).go();
  session.store.inbox.put(message({ kind: 'pause' }));
  await openRun(session, { agents: [] }).go();
  expect(answer(person(), { by: 'ann' }, { '1': 'b' }).view.ledger.paused).toBeDefined();
});
