import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listSessions } from '../../../src/adapters/session/session-list.ts';
import type { Holder } from '../../../src/app/ports/session/lease.ts';
import type { RunState } from '../../../src/app/ports/session/state.ts';
import type { SessionReader } from '../../../src/app/ports/session/store.ts';
import { examine, type Examined } from '../../../src/app/reading/examine.ts';
import { type Listed, listStatuses } from '../../../src/app/reading/list.ts';
import { restingOf, troubleOf } from '../../../src/app/reading/state-fields.ts';
import { sessionStatus, statusOf } from '../../../src/app/reading/status.ts';
import { standingWords } from '../../../src/cli/render/standing/standing-words.ts';
import { statusLines } from '../../../src/cli/render/standing/status.ts';
import { type SessionWhy, whyOf } from '../../../src/cli/render/standing/why.ts';
import { pushHolder } from '../../../src/domain/session/push-holder.ts';
import { writeRow } from '../../../src/domain/session/row.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import { iterationRow } from '../../support/session-rows.ts';

const NOW = Date.UTC(2026, 0, 2, 12);
const HOLDER: Holder = {
  run: 'run-2',
  process: { pid: 4711, startTime: '1' },
  host: 'here',
  since: new Date(NOW - 3_600_000).toISOString(),
  busy: true,
  child: undefined,
  sleepsUntil: undefined,
  sleepsFor: undefined,
  isVisible: true,
  seenAt: undefined,
};
const MARK: RunState['mark'] = {
  run: 'run-2',
  iteration: 2,
  attempt: 1,
  phase: 'investigation',
  log: 'x.jsonl',
  staleSignal: 'none',
  startedAt: new Date(NOW - 60_000).toISOString(),
};

function newSession(): TestSession {
  const session = openSession();
  session.write('_overview.md', overviewText('investigation'));
  session.write('_signal_history.jsonl', writeRow(iterationRow()));
  return session;
}

function mark(session: TestSession, more: Partial<RunState> = {}): void {
  session.store.saveState({ ...session.store.state(), settledRows: 1, mark: MARK, ...more });
}

const look = (session: TestSession, holder?: Holder): Examined =>
  examine({ store: session.reopen(), holder: () => holder, now: NOW });

function why(session: TestSession, holder?: Holder, lastWords?: string): SessionWhy {
  const asked = { session: 'demo', path: session.path, config: undefined, now: NOW, lastWords };
  return whyOf(look(session, holder), asked);
}

describe('what a dead run left', () => {
  test('a signal that nobody recorded is said, and the next run takes it', () => {
    const session = newSession();
    mark(session);
    session.write('_signal.json', '{"status":"continue"}');
    expect(look(session)).toMatchObject({ left: 'signal', admitted: { kind: 'ready' } });
    expect(why(session)).toMatchObject({
      state: 'idle',
      why: 'no run is active: the last one died in investigation, iteration 2; the next run records the signal it left',
      commands: ['samocode --session demo'],
    });
  });

  test('nothing of use is a lost attempt: the third in a row blocks, as it will in the run', () => {
    const session = newSession();
    mark(session, { lost: 1 });
    expect(why(session)).toMatchObject({ state: 'idle' });
    expect(why(session).why).toContain('the next run starts it again');
    mark(session, { lost: 2 });
    const blocked = why(session);
    expect(blocked).toMatchObject({ state: 'blocked' });
    expect(blocked.why).toContain('needs environment');
    expect(blocked.why).toContain('3 attempts in a row');
  });

  test('while a run lives nothing is said to be left', () => {
    const session = newSession();
    mark(session);
    expect(look(session, HOLDER)).toMatchObject({ left: undefined });
    expect(why(session, HOLDER)).toMatchObject({ state: 'running', commands: [] });
    expect(why(session, HOLDER).why).toMatch(
      /^it is running: pid 4711 on here is at investigation, iteration 2, since .* \(1 min\)$/,
    );
  });
});

describe('while a run writes', () => {
  test('a row that comes between history and overview is looked at again', () => {
    const session = newSession();
    session.store.saveState({ ...session.store.state(), settledRows: 1 });
    const store = session.reopen();
    let writes = 1;
    const racing: SessionReader = {
      ...store,
      state: () => {
        // The run records, moves on and settles just after the history was read.
        if (writes-- > 0) {
          const row = iterationRow({ iteration: 2, phase: 'requirements' });
          session.store.append(row);
          session.write('_overview.md', overviewText('requirements'));
          session.store.saveState({ ...session.store.state(), settledRows: 2 });
        }
        return store.state();
      },
    };
    const { view } = examine({ store: racing, holder: () => undefined, now: NOW });
    expect(view).toMatchObject({ phase: 'requirements', reconciled: { kind: 'agreed' } });
  });

  test('a mark whose run began under the look is no death', () => {
    const session = newSession();
    mark(session);
    const holders = [undefined, HOLDER];
    const found = examine({ store: session.reopen(), holder: () => holders.shift(), now: NOW });
    expect(found).toMatchObject({ left: undefined, holder: HOLDER });
  });
});

describe('why', () => {
  const waiting = (text?: string): TestSession => {
    const session = newSession();
    const row = iterationRow({
      iteration: 2,
      phase: 'requirements',
      sourcePhase: 'requirements',
      status: 'waiting',
      for: 'qa_answers',
      reason: 'asked',
    });
    session.write('_overview.md', overviewText('requirements'));
    session.write('_signal_history.jsonl', writeRow(row));
    if (text !== undefined) session.write('_qa.md', text);
    const questionsAfterRun = session.store.questions()?.hash ?? null;
    session.store.saveState({ ...session.store.state(), settledRows: 1, questionsAfterRun });
    return session;
  };

  test('names what is awaited and the commands in their order', () => {
    expect(why(waiting('## Q1: Which?\n\nAnswer: _waiting_\n'))).toMatchObject({
      state: 'waiting',
      why: 'it waits in requirements for your answers: asked',
      commands: ['samocode answer --session demo', 'samocode --session demo'],
    });
  });

  test.each([
    ['no file', undefined, 'there is no _qa.md', 'samocode answer --session demo --none'],
    [
      'no question',
      '# Questions\n\nNone.\n',
      'has no question',
      'samocode answer --session demo --none',
    ],
    ['a table', '| 1 | Which? | _waiting_ |\n', 'can be read', 'samocode --session demo --force'],
    [
      'an answer without its question',
      '## Q1: a\nAnswer: x\n\n## 2. b\nAnswer: _waiting_\n',
      'belongs to no question',
      'samocode --session demo --force',
    ],
    [
      'two versions of a merge',
      '## Q1: a\n<<<<<<< a\nAnswer: x\n=======\nAnswer: y\n>>>>>>> b\n',
      'merge conflict',
      'samocode --session demo',
    ],
    [
      'the answers of the agent',
      '## Q1: a\nAnswer: x\n',
      'were there when the agent ended',
      'samocode answer --session demo',
    ],
  ])('says that the agent left %s, and what helps', (_, text, words, command) => {
    const said = why(waiting(text));
    expect(said.why).toContain(words);
    expect(said.commands[0]).toBe(command);
  });

  test.each([
    [undefined, 'samocode answer --session demo --none'],
    ['| 1 | Which? | _waiting_ |\n', 'edit _qa.md, or samocode run --session demo --force'],
    [
      '## Q1: a\n<<<<<<< a\nAnswer: x\n=======\nAnswer: y\n>>>>>>> b\n',
      'edit _qa.md: keep one of the two versions, and remove the marks',
    ],
  ])(
    'ends the line of a run and of status with what helps where samocode answer would refuse',
    (text, help) => {
      const examined = look(waiting(text));
      const names = { session: 'demo', path: '/demo' };
      const resting = restingOf(examined);
      if (resting === undefined) throw new Error('it does not rest');
      expect(
        standingWords(resting, { session: 'demo' }).ended(false).text.endsWith(` → ${help}`),
      ).toBe(true);
      const asked = { config: undefined, now: NOW, trouble: troubleOf(examined) };
      expect(statusLines(statusOf(examined, names), asked)).toContain(` → ${help}\n`);
    },
  );

  test('says which question a person who edited the file left open, and what is not read', () => {
    const session = waiting('## Q1: a\nAnswer: _waiting_\n\n## Q2: b\nAnswer: _waiting_\n');
    session.write('_qa.md', '## Q1: a\nAnswer: _waiting_\nx\n\n## Q2: b\nAnswer: y\n');
    expect(why(session).why).toContain(
      'still without an answer in _qa.md: Q1 (line "x" is below its placeholder)',
    );
    expect(why(session).commands[0]).toBe('samocode answer --session demo');
  });

  test('a run that stays for the person need not be started again', () => {
    const said = why(waiting('## Q1: Which?\n'), { ...HOLDER, busy: false });
    expect(said.commands).toEqual(['samocode answer --session demo']);
    expect(said.why).toContain('pid 4711 stays');
  });

  test('a push of its state is no run that stays', () => {
    const push = { ...HOLDER, run: pushHolder('1'), busy: false };
    const said = why(waiting('## Q1: Which?\n'), push);
    expect(said.commands).toEqual(['samocode answer --session demo', 'samocode --session demo']);
    expect(said.why).not.toContain('stays');
  });

  test('answers that a person wrote into the file are all that is needed', () => {
    const session = waiting();
    session.write('_qa.md', '## Q1: Which?\n\nAnswer: the first\n');
    expect(why(session)).toMatchObject({ state: 'idle', commands: ['samocode --session demo'] });
    expect(why(session).why).toContain('the answers are in _qa.md');
  });

  test('asleep for the limit it goes on by itself', () => {
    const session = newSession();
    session.store.saveState({ ...session.store.state(), settledRows: 1 });
    const said = why(session, { ...HOLDER, busy: false, sleepsUntil: NOW + 7_200_000 });
    expect(said).toMatchObject({ state: 'parked', commands: ['samocode resume --session demo'] });
    expect(said.why).toMatch(/sleeps for the provider's limit until .* \(in 2 h\).* pid 4711/);
  });

  test('idle it tells the last words of the last run', () => {
    const session = newSession();
    session.store.saveState({ ...session.store.state(), settledRows: 1 });
    expect(why(session, undefined, "stopped at this run's bound of 2 iterations")).toMatchObject({
      why: "no run is active, and nothing blocks the next one in investigation; last run: stopped at this run's bound of 2 iterations",
    });
  });

  test('a configuration that was named is named in the commands, as a shell takes it', () => {
    const session = newSession();
    session.store.saveState({ ...session.store.state(), settledRows: 1 });
    const { path } = session;
    const asked = {
      session: 'demo',
      path,
      config: "/it's/.samocode",
      now: NOW,
      lastWords: undefined,
    };
    expect(whyOf(look(session), asked).commands).toEqual([
      String.raw`samocode --config '/it'\''s/.samocode' --session demo`,
    ]);
  });
});

describe('list', () => {
  const listed = (
    session: TestSession,
    name: string,
    more: Partial<Holder> | undefined,
  ): Listed => ({
    name,
    path: session.path,
    changedAt: NOW,
    open: () => ({
      store: session.reopen(),
      holder: () => (more === undefined ? undefined : { ...HOLDER, ...more }),
    }),
  });

  test('shows who needs a person first and who is done last; a broken one ends nothing', () => {
    const [idle, done, broken, blocked] = [newSession(), newSession(), newSession(), newSession()];
    broken.write('_overview.md', '## Status\nPhase: nonsense\n');
    broken.write('_signal_history.jsonl', '');
    const row = (changes: object): string => writeRow(iterationRow(changes));
    done.write(
      '_signal_history.jsonl',
      row({ phase: 'done', sourcePhase: 'done', status: 'done' }),
    );
    blocked.write('_signal_history.jsonl', row({ status: 'blocked', needs: 'clarification' }));
    const all = [
      listed(done, 'done', undefined),
      listed(idle, 'idle', undefined),
      listed(idle, 'asleep', { busy: false, sleepsUntil: NOW + 1 }),
      listed(idle, 'runs', {}),
      listed(blocked, 'blocked', undefined),
      listed(broken, 'broken', undefined),
    ];
    const statuses = listStatuses(all, NOW);
    expect(statuses.map(({ session, state }) => `${session} ${state}`)).toEqual([
      'broken broken',
      'blocked blocked',
      'runs running',
      'asleep parked',
      'idle idle',
      'done done',
    ]);
    expect(statuses[0]).toMatchObject({ error: expect.stringContaining('is no phase') as string });
  });

  test('takes every folder that is a session, dated or not, and a link to one; nothing else', () => {
    const { root } = openSession('26-01-02-demo');
    const sessions = join(root, 'sessions');
    for (const name of ['plain', 'notes', '.hidden', '26-05-05-empty'])
      mkdirSync(join(sessions, name));
    writeFileSync(join(sessions, 'plain', '_overview.md'), overviewText('planning'));
    writeFileSync(join(sessions, '26-01-01-file'), '');
    symlinkSync(join(sessions, 'plain'), join(sessions, 'linked'));
    symlinkSync(join(root, 'nowhere'), join(sessions, 'dangling'));
    expect(listSessions(sessions).map(({ name }) => name)).toEqual([
      'demo',
      'empty',
      'linked',
      'plain',
    ]);
    expect(listSessions(join(root, 'missing'))).toEqual([]);
  });
});

test('a status writes nothing, not even a checkpoint', () => {
  const session = newSession();
  sessionStatus({ store: session.reopen(), holder: () => undefined, session: 'demo', now: NOW });
  expect(() => session.read('.run/checkpoint.json')).toThrow('ENOENT');
});
