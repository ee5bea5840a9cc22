import { describe, expect, test } from 'vitest';
import { answer } from '../../../src/app/people/answer.ts';
import { approve, reject } from '../../../src/app/people/approve.ts';
import { resume } from '../../../src/app/people/resume.ts';
import type { SessionStore } from '../../../src/app/ports/session/store.ts';
import type { Writer } from '../../../src/app/ports/session/writer.ts';
import { lookAndRepair } from '../../../src/app/session/repair.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  type Machine,
  newMachine,
  openRun,
  type RunSetup,
  signals,
  type TestRun,
} from '../../support/session-run.ts';

class Died extends Error {}

const WRITES = [
  'append',
  'settle',
  'saveState',
  'deferState',
  'flushState',
  'clearSignal',
  'writePrompt',
  'writeQuestions',
] as const;

/** The real store, but the program dies before or after its n-th write; counts from 1. */
function dyingAt(store: SessionStore, n: number, when: 'before' | 'after'): SessionStore {
  let writes = 0;
  const dying = { ...store };
  for (const name of WRITES) {
    const write = store[name].bind(store) as (...args: readonly unknown[]) => unknown;
    Object.assign(dying, {
      [name]: (...args: readonly unknown[]) => {
        writes += 1;
        if (writes > n || (writes === n && when === 'before')) throw new Died();
        const result = write(...args);
        if (writes === n) throw new Died();
        return result;
      },
    });
  }
  return dying;
}

interface Story {
  readonly begin: (session: TestSession) => void;
  readonly agents: () => Agent[];
  readonly setup?: Partial<RunSetup>;
  /** Its last attempt leaves no signal, so that it has to be made again. */
  readonly isRepeated?: true;
}

const CONTINUE = { status: 'continue', summary: 'did it' };
const QUESTIONS = '# Questions\n\n## Q1: Which?\nSuggestion: a\n\nAnswer: _waiting_\n';

const stories: Readonly<Record<string, Story>> = {
  'init to a wait for answers': {
    begin: () => undefined,
    agents: () => [
      signals({ ...CONTINUE, phase: 'investigation' }, overviewText('init')),
      signals({ ...CONTINUE, phase: 'requirements' }),
      (session) => {
        session.write('_qa.md', QUESTIONS);
        return signals({ status: 'waiting', for: 'qa_answers' })(session, undefined as never);
      },
    ],
  },
  'an agent that writes its next phase into the overview': {
    begin: (session) => {
      session.write('_overview.md', overviewText('implementation'));
    },
    agents: () => [
      signals({ ...CONTINUE, phase: 'testing' }, overviewText('testing')),
      signals({ status: 'blocked', needs: 'clarification', reason: 'stuck' }),
    ],
  },
  'an agent that writes a wrong phase into the overview': {
    begin: (session) => {
      session.write('_overview.md', overviewText('implementation'));
    },
    agents: () => [
      signals(CONTINUE, overviewText('done')),
      signals({ status: 'blocked', reason: 'stuck' }, overviewText('quality')),
    ],
  },
  'an agent that spoils the overview': {
    begin: (session) => {
      session.write('_overview.md', overviewText('implementation'));
    },
    agents: () => [
      signals(CONTINUE, '# nothing left\n'),
      signals({ status: 'waiting', for: 'human_action', reason: 'press it' }),
    ],
  },
  'to the end': {
    begin: (session) => {
      session.write('_overview.md', overviewText('testing'));
    },
    agents: () => [
      signals({ ...CONTINUE, phase: 'quality' }),
      signals({ ...CONTINUE, phase: 'done' }),
      signals({ status: 'done', summary: 'all done' }),
    ],
  },
  'a rejected move': {
    begin: (session) => {
      session.write('_overview.md', overviewText('planning'));
    },
    agents: () => [signals(CONTINUE), signals({ ...CONTINUE, phase: 'implementation' })],
  },
  'gates that open by themselves': {
    begin: (session) => {
      session.write('_overview.md', overviewText('requirements'));
    },
    agents: () => [
      (session) => {
        session.write('_qa.md', QUESTIONS);
        return signals({ status: 'waiting' })(session, undefined as never);
      },
      signals({ ...CONTINUE, phase: 'planning' }),
      signals({ status: 'waiting', for: 'plan_approval' }),
      signals({ status: 'blocked', reason: 'no' }),
    ],
    setup: { options: { gates: 'auto' } },
  },
  'a provider that fails for good': {
    begin: (session) => {
      session.write('_overview.md', overviewText('implementation'));
    },
    agents: () => [
      signals(CONTINUE),
      (session) => {
        session.write('_overview.md', overviewText('done'));
        return { stdout: [], exitCode: 1, stderrTail: 'boom' };
      },
    ],
    setup: { config: { maxAttempts: 1 }, options: { attended: false } },
    isRepeated: true,
  },
};

/** What a decision is, without what another run, another time or another attempt changes. */
function decisions(session: TestSession, story: Story): readonly unknown[] {
  // An attempt that leaves no signal is made again, and its agent meddles again.
  const rows = session
    .rows()
    .filter((row) => story.isRepeated !== true || row['kind'] !== 'restored');
  return rows.map((row) => ({
    kind: row['kind'],
    status: row['status'],
    from: row['sourcePhase'],
    to: row['phase'],
    iteration: row['iteration'],
    total: row['total'],
    problem: row['problem'],
    for: row['for'],
    signal: row['signal'],
  }));
}

/** Each agent of a story works once for each iteration: a second spawn for one is a bug. */
function agentsOf(session: TestSession, story: Story, lost: { count: number }): Agent[] {
  const scripts = story.agents();
  const done = session.at('_signal_history.jsonl');
  return Array.from({ length: 30 }, () => (own: TestSession, task) => {
    const rows = safeRows(own).filter((row) => row['kind'] === 'iteration').length;
    const agent = scripts[rows];
    if (agent === undefined) throw new Error(`no agent for iteration ${rows + 1} of ${done}`);
    lost.count += 1;
    return agent(own, task);
  });
}

function safeRows(session: TestSession): readonly Readonly<Record<string, unknown>>[] {
  try {
    return session.rows();
  } catch {
    return [];
  }
}

async function live(
  session: TestSession,
  story: Story,
  life: { machine: Machine; pid: number; store: SessionStore; spawned: { count: number } },
): Promise<TestRun> {
  const run = openRun(session, {
    ...story.setup,
    agents: agentsOf(session, story, life.spawned),
    machine: life.machine,
    pid: life.pid,
    id: `run-${life.pid}`,
    store: life.store,
  });
  await run.go();
  return run;
}

describe.each(Object.keys(stories))('%s', (name) => {
  const story = stories[name];
  if (story === undefined) throw new Error(name);

  test.each(['before', 'after'] as const)(
    'comes to the same decisions when it dies %s any write',
    { timeout: 120_000 },
    async (when) => {
      const whole = openSession();
      story.begin(whole);
      const wholeSpawns = { count: 0 };
      await live(whole, story, {
        machine: newMachine(),
        pid: 1,
        store: whole.store,
        spawned: wholeSpawns,
      });
      const wanted = decisions(whole, story);
      const overview = whole.read('_overview.md');

      let died = true;
      for (let n = 1; died; n += 1) {
        const session = openSession();
        story.begin(session);
        const machine = newMachine();
        const spawned = { count: 0 };
        died = false;
        try {
          const store = dyingAt(session.reopen(), n, when);
          await live(session, story, { machine, pid: 1, store, spawned });
        } catch (error) {
          if (!(error instanceof Died)) throw error;
          died = true;
        }
        machine.dead.add(1);
        const signalThere = died && spawned.count > 0;
        await live(session, story, { machine, pid: 2, store: session.reopen(), spawned });
        const at = `${name}, ${when} write ${n}`;
        expect(decisions(session, story), at).toEqual(wanted);
        expect(session.read('_overview.md'), at).toBe(overview);
        // A signal that was written is never paid for twice; only an attempt without one is.
        if (signalThere && story.isRepeated !== true) {
          expect(spawned.count, at).toBe(wholeSpawns.count);
        }
        expect(session.store.state().mark, at).toBeUndefined();
      }
    },
  );
});

describe("a person's act", () => {
  const writerOf = (store: SessionStore): Writer => ({
    store,
    run: 'person',
    now: () => new Date(2026, 0, 2),
    warn: () => undefined,
  });
  const acts: Readonly<Record<string, (writer: Writer) => unknown>> = {
    approve: (writer) => approve(writer, { by: 'ann' }),
    reject: (writer) => reject(writer, { by: 'ann', note: 'smaller' }),
    resume: (writer) => resume(writer, { by: 'ann' }, 'investigation'),
    answer: (writer) => answer(writer, { by: 'ann' }, { 1: 'b' }),
  };
  test.each(Object.keys(acts))(
    '%s is done wholly or not at all, and can be done again',
    async (name) => {
      const act = acts[name];
      let died = true;
      for (let n = 1; died; n += 1) {
        const session = openSession();
        const phase = name === 'answer' ? 'requirements' : 'planning';
        session.write('_overview.md', overviewText(phase));
        if (name === 'answer') session.write('_qa.md', QUESTIONS);
        const agents = [signals({ status: 'waiting' })];
        await openRun(session, { agents, options: { maxIterations: 1 } }).go();
        died = false;
        try {
          act?.(writerOf(dyingAt(session.reopen(), n, 'before')));
        } catch (error) {
          if (!(error instanceof Died)) throw error;
          died = true;
        }
        const writer = writerOf(session.reopen());
        lookAndRepair(writer);
        if (session.rows().length === 1) act?.(writer);
        expect(session.rows()).toHaveLength(2);
        const view = lookAndRepair(writer);
        expect(view.reconciled.kind).toBe('agreed');
        expect(session.read('_overview.md')).toContain(`Phase: ${view.phase}\n`);
        expect(view.standing.kind).toBe('ready');
      }
    },
  );
});
