import { beforeEach, describe, expect, test } from 'vitest';
import { carryOutActs } from '../../../src/app/fleet/carry-out.ts';
import { wakingLeases } from '../../../src/app/people/waking-leases.ts';
import type { ActedOn } from '../../../src/app/ports/fleet/acts.ts';
import { look } from '../../../src/app/session/look.ts';
import type { ActOutcome, FleetAct, SentAct } from '../../../src/domain/fleet/act.ts';
import { planToken } from '../../../src/domain/people/token.ts';
import { roundOf } from '../../../src/domain/questions/options.ts';
import { readQuestions } from '../../../src/domain/questions/questions.ts';
import { UserError } from '../../../src/domain/text/user-error.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import { type Agent, leasesOf, newMachine, openRun, signals } from '../../support/session-run.ts';

const QUESTIONS =
  '## Q1: Which?\na) one\nb) two\nSuggestion: b\nAnswer:\n\n## Q2: When?\nAnswer:\n';

let session: TestSession;
/** The acts that were sent, and what became of them. */
let sent: SentAct[];
let outcomes: Map<string, ActOutcome>;
let tried: Set<string>;
/** The plans and questions that the fleet was told of. */
let told: unknown[];
/** How often the session was put back in line. */
let wakes: number;

beforeEach(() => {
  session = openSession();
  sent = [];
  outcomes = new Map();
  tried = new Set();
  told = [];
  wakes = 0;
});

async function waitInPlanning(): Promise<void> {
  session.write('_overview.md', overviewText('planning'));
  session.write('01-02-03:04-plan-x.md', '# Plan');
  await openRun(session, { agents: [signals({ status: 'waiting' })] }).go();
}

async function waitForAnswers(): Promise<void> {
  session.write('_overview.md', overviewText('requirements'));
  const asks: Agent = (own, task) => {
    own.write('_qa.md', QUESTIONS);
    return signals({ status: 'waiting' })(own, task);
  };
  await openRun(session, { agents: [asks] }).go();
}

/** As `samocode work` opens it. */
function opened(): ActedOn {
  const store = session.reopen();
  return {
    store,
    leases: wakingLeases(
      leasesOf(session, newMachine(), 2000),
      { session: 'demo', config: undefined, path: session.path, warn: () => undefined },
      () => {
        wakes += 1;
        return Promise.resolve();
      },
    ),
    writer: { store, run: 'act', now: () => new Date(2026, 0, 3), warn: () => undefined },
    words: ({ phase }) => `in ${phase}`,
    inChat: (token) => ({
      ...{ token, name: 'demo', path: session.path, config: undefined, store, log: () => '' },
      leases: leasesOf(session, newMachine(), 2000),
      writer: { store, run: 'phone', now: () => new Date(2026, 0, 3), warn: () => undefined },
      words: () => 'in its phase',
      saveCheckpoint: () => undefined,
      line: () => undefined,
    }),
    chatRules: () => ({ chats: ['-100'], userIds: [] }),
    tellOpenings: () => Promise.resolve(),
  };
}

function send(act: FleetAct | undefined, token: string | null = null): string {
  const id = `act-${sent.length + 1}`;
  const name = { config: '/shop/.samocode', session: 'demo', folder: session.folder };
  sent.push({ id, ...name, act, token, by: 'ann', ageMs: 0 });
  return id;
}

async function carryOut(
  open: (one: SentAct) => ActedOn = opened,
  settles = true,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  await carryOutActs({
    acts: {
      open: () => Promise.resolve(sent.filter(({ id }) => !outcomes.has(id))),
      settle: (id, outcome) => {
        if (!settles) return Promise.reject(new Error('the database is away'));
        outcomes.set(id, outcome);
        return Promise.resolve();
      },
      tellAsked: (_, awaiting, { texts }) => {
        told.push({ awaiting, texts });
        return Promise.resolve();
      },
    },
    open,
    warn: (text) => warnings.push(text),
    tried,
  });
  return warnings;
}

const statuses = (): readonly unknown[] => session.rows().map(({ status }) => status);
const planNow = (): string => planToken(session.store.planFiles().hash);

describe('an approval from another machine', () => {
  test('is a row with the act, and none more when its outcome was lost', async () => {
    await waitInPlanning();
    const id = send({ kind: 'approve', note: 'go' }, planNow());
    expect(await carryOut(opened, false)).toEqual([
      'an act on demo is tried again: the database is away',
    ]);
    await carryOut();
    expect(outcomes.get(id)).toEqual({ isDone: true, said: 'in implementation' });
    expect(session.rows().filter(({ status }) => status === 'approved')).toMatchObject([
      { by: 'ann', source: 'fleet:act-1', note: 'go' },
    ]);
  });

  test('of another plan than the person saw is refused', async () => {
    await waitInPlanning();
    const id = send({ kind: 'approve' }, planNow());
    session.write('01-02-03:04-plan-x.md', '# Another');
    await carryOut();
    expect(outcomes.get(id)?.said).toContain('the plan has changed since; nothing was done');
    const texts = [{ name: '01-02-03:04-plan-x.md', text: '# Another' }];
    expect(told).toEqual([{ awaiting: 'plan_approval', texts }]);
    expect(statuses()).not.toContain('approved');
  });

  test('without a plan that the person saw is refused', async () => {
    await waitInPlanning();
    const id = send({ kind: 'approve' });
    await carryOut();
    expect(outcomes.get(id)?.said).toContain('nothing was done');
    expect(statuses()).not.toContain('approved');
  });

  test('is refused while an agent is at work, and twice', async () => {
    await waitInPlanning();
    const lease = leasesOf(session, newMachine(), 1000).acquire('run-9', false);
    if ('holder' in lease) throw new Error('held');
    lease.update({ busy: true });
    const ids = [send({ kind: 'approve' }, planNow())];
    await carryOut();
    lease.release();
    ids.push(send({ kind: 'approve' }, planNow()), send({ kind: 'approve' }, planNow()));
    await carryOut();
    expect(ids.map((id) => outcomes.get(id)?.isDone)).toEqual([false, true, false]);
    expect(outcomes.get('act-1')?.said).toBe('an agent is at work in this session');
    expect(wakes).toBe(1);
    expect(statuses().filter((status) => status === 'approved')).toHaveLength(1);
  });

  test('waits for the run that records the work of an agent, and so do later acts', async () => {
    await waitInPlanning();
    const mark = {
      ...{ run: 'run-0', iteration: 9, attempt: 1, phase: 'planning' as const, log: 'x.jsonl' },
      ...{ staleSignal: undefined, startedAt: '' },
    };
    const before = session.store.state();
    session.store.saveState({ ...before, mark });
    send({ kind: 'approve' }, planNow());
    send({ kind: 'note', note: 'later' });
    for (let times = 0; times < 3; times += 1) await carryOut();
    expect([outcomes.size, wakes]).toEqual([0, 1]);
    session.store.saveState(before);
    await carryOut();
    expect([...outcomes.values()].map(({ isDone }) => isDone)).toEqual([true, true]);
    expect(statuses().slice(-2)).toEqual(['approved', 'noted']);
  });
});

describe('answers from another machine', () => {
  const roundNow = (): string => roundOf(readQuestions(session.read('_qa.md')));

  test('are written with the suggestions for the others', async () => {
    await waitForAnswers();
    const answers = { '2': 'today' };
    const id = send({ kind: 'answer', answers, takesSuggestions: true }, roundNow());
    await carryOut();
    expect(outcomes.get(id)?.isDone).toBe(true);
    expect(readQuestions(session.read('_qa.md')).map(({ answer }) => answer)).toEqual([
      'b',
      'today',
    ]);
    expect(session.rows().at(-1)).toMatchObject({ status: 'answered', source: 'fleet:act-1' });
  });

  test('to other questions, to a number that is not asked, and placeholders are refused', async () => {
    await waitForAnswers();
    send({ kind: 'answer', answers: { '1': 'a' }, takesSuggestions: false }, 'other');
    send({ kind: 'answer', answers: { '7': 'a' }, takesSuggestions: false }, roundNow());
    send({ kind: 'answer', answers: { '1': '_waiting_' }, takesSuggestions: false }, roundNow());
    send({ kind: 'answer-none' }, roundNow());
    send({ kind: 'answer', answers: {}, takesSuggestions: true });
    await carryOut();
    const said = [...outcomes.values()].map((one) => one.said);
    expect(said[0]).toContain('the questions have changed since');
    expect(said[1]).toBe('there is no question 7; the questions are 1, 2');
    expect(said[2]).toContain('is a placeholder');
    expect(said[3]).toContain('_qa.md has 2 questions');
    expect(said[4]).toContain('the questions have changed since');
    expect(session.read('_qa.md')).toBe(QUESTIONS);
  });
});

describe('pause, stop, note and resume from another machine', () => {
  test('are rows where no run lives, each once', async () => {
    await waitInPlanning();
    send({ kind: 'pause', note: 'wait' });
    send({ kind: 'note', note: 'use the table' });
    send({ kind: 'resume' });
    send({ kind: 'reject', note: 'smaller' }, planNow());
    for (let times = 0; times < 2; times += 1) {
      outcomes.clear();
      await carryOut();
    }
    expect([...outcomes.values()].map(({ isDone }) => isDone)).toEqual([true, true, true, true]);
    expect(statuses().slice(-4)).toEqual(['paused', 'noted', 'resumed', 'rejected']);
  });

  test('go into the inbox of a run', async () => {
    await waitInPlanning();
    const lease = leasesOf(session, newMachine(), 1000).acquire('run-9', false);
    if ('holder' in lease) throw new Error('held');
    lease.update({ busy: true });
    send({ kind: 'stop' });
    await carryOut();
    expect([...outcomes.values()]).toEqual([
      { isDone: true, said: 'it stops when the iteration in progress is over' },
    ]);
    expect(session.store.inbox.read()).toMatchObject([
      { message: { kind: 'stop', source: 'fleet:act-1', run: 'run-9' } },
    ]);
    lease.release();
  });

  test('a stop is for the run that the person meant', async () => {
    await waitInPlanning();
    send({ kind: 'stop' });
    await carryOut();
    const lease = leasesOf(session, newMachine(), 1000).acquire('run-9', false);
    if ('holder' in lease) throw new Error('held');
    sent.push({ ...sent[0], id: 'act-2', ageMs: 60_000 } as SentAct);
    await carryOut();
    expect([...outcomes.values()].map(({ said }) => said)).toEqual([
      'no run holds it, so there is nothing to stop',
      'the run that you meant is over; nothing was stopped',
    ]);
    expect(session.store.inbox.read()).toEqual([]);
    lease.release();
  });
});

test('a resume is for the iteration that the person knew of', async () => {
  await waitInPlanning();
  const ids = [send({ kind: 'resume' }, '0'), send({ kind: 'resume' }, '1')];
  await carryOut();
  expect(ids.map((id) => outcomes.get(id)?.isDone)).toEqual([false, true]);
  expect(statuses().filter((status) => status === 'resumed')).toHaveLength(1);
});

test('an act that this version does not know, and one on a session that cannot be opened, are refused', async () => {
  await waitInPlanning();
  send(undefined);
  await carryOut();
  send({ kind: 'resume' });
  await carryOut(() => {
    throw new UserError('the session is not here');
  });
  expect([...outcomes.values()].map(({ said }) => said)).toEqual([
    'the machine of the session has an earlier version of samocode',
    'the session is not here',
  ]);
  expect(look(session.store).ledger.sources).toEqual([]);
});
