import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { approve } from '../../../src/app/people/approve.ts';
import { resume } from '../../../src/app/people/resume.ts';
import type { Undelivered } from '../../../src/app/ports/notifier.ts';
import type { Writer } from '../../../src/app/ports/session/writer.ts';
import type { SessionStatus } from '../../../src/app/reading/session-status.ts';
import { sessionStatus } from '../../../src/app/reading/status.ts';
import { exitCodeOf } from '../../../src/cli/exit-code.ts';
import { wordsOf } from '../../../src/cli/render/words.ts';
import type { ProcessEnd } from '../../../src/domain/provider/process-end.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  leasesOf,
  type Machine,
  newMachine,
  openRun,
  type RunSetup,
  signals,
  type TestRun,
} from '../../support/session-run.ts';

let session: TestSession;
let machine: Machine;
let writer: Writer;

beforeEach(() => {
  session = openSession();
  machine = newMachine();
  const { store } = session;
  writer = { store, run: 'person', now: () => new Date(2026, 0, 2), warn: () => undefined };
});

async function work(agents: readonly Agent[], setup: Partial<RunSetup> = {}): Promise<TestRun> {
  const options = { maxIterations: agents.length, ...setup.options };
  const run = openRun(session, { machine, ...setup, agents: [...agents], options });
  await run.go();
  return run;
}

const CONTINUE = { status: 'continue', summary: 'on' };
const BLOCKED = signals({ status: 'blocked', reason: 'stuck' });
const dies: Agent = () => {
  throw new Error('the machine died');
};
const lastRow = (): Readonly<Record<string, unknown>> => session.rows().at(-1) ?? {};
const kinds = (): readonly unknown[] => session.rows().map((row) => row['kind']);
const warningsOf = (run: TestRun): readonly string[] =>
  run.events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
const phaseInOverview = (): string | undefined =>
  /^Phase: (.*)$/m.exec(session.read('_overview.md'))?.[1];
const status = (): SessionStatus =>
  sessionStatus({
    store: session.store,
    holder: () => leasesOf(session, machine, 9).holder(),
    session: 'demo',
    now: machine.nowMs,
  });

async function dieOnce(agent: Agent, setup: Partial<RunSetup> = {}): Promise<void> {
  const pid = 2000 + Math.floor(machine.dead.size);
  const killed: Agent = (own, task) => {
    agent(own, task);
    return dies(own, task);
  };
  await expect(work([killed], { ...setup, pid, id: `run-${pid}` })).rejects.toThrow('died');
  machine.dead.add(pid);
}

async function dieThrice(agent: Agent): Promise<void> {
  for (let time = 1; time <= 3; time += 1) await dieOnce(agent);
}

describe('who is right about the phase', () => {
  beforeEach(async () => {
    session.write('_overview.md', overviewText('implementation'));
    await work([signals(CONTINUE)]);
  });

  test('a person who edits it between runs: followed, with a row', async () => {
    session.write(
      '_overview.md',
      session.read('_overview.md').replace('Phase: implementation', 'Phase: investigation'),
    );
    const run = await work([BLOCKED]);
    expect(session.rows()[1]).toMatchObject({
      kind: 'person',
      status: 'overridden',
      sourcePhase: 'implementation',
      phase: 'investigation',
      by: 'file',
    });
    expect(run.prompts[0]).toContain('- Phase: investigation');
    expect(kinds()).toEqual(['iteration', 'person', 'iteration']);
  });

  test('an override leaves a wait and a block', async () => {
    await work([BLOCKED]);
    session.write(
      '_overview.md',
      session.read('_overview.md').replace('Phase: implementation', 'Phase: testing'),
    );
    expect((await work([BLOCKED])).spawns).toHaveLength(1);
  });

  test('not a person who writes there what is no phase: exit 2, nothing spawned', async () => {
    session.write(
      '_overview.md',
      session.read('_overview.md').replace('Phase: implementation', 'Phase: deploy'),
    );
    await expect(work([BLOCKED])).rejects.toMatchObject({ exitCode: 2 });
  });

  test.each([
    ['another phase', overviewText('done')],
    ['what is no phase', overviewText('deploy')],
    ['an overview without a status', '# gone\n'],
  ])('not an agent that writes %s: put back, with a warning and a row', async (_, text) => {
    const run = await work([signals(CONTINUE, text)]);
    expect(phaseInOverview()).toBe('implementation');
    expect(kinds()).toEqual(['iteration', 'restored', 'iteration']);
    expect(warningsOf(run)).toContainEqual(expect.stringContaining('put back'));
    expect(lastRow()).toMatchObject({ phase: 'implementation' });
  });

  test('not an agent that removes the overview: no override to init', async () => {
    const removes: Agent = (own, task) => {
      rmSync(own.at('_overview.md'));
      return signals(CONTINUE)(own, task);
    };
    await work([removes]);
    await work([BLOCKED]);
    expect(phaseInOverview()).toBe('implementation');
    expect(session.rows().filter((row) => row['status'] === 'overridden')).toEqual([]);
  });

  test('an agent that notes the phase it is given has changed nothing', async () => {
    await work([signals({ ...CONTINUE, phase: 'testing' }, overviewText('testing'))]);
    expect(kinds()).toEqual(['iteration', 'iteration']);
    expect(phaseInOverview()).toBe('testing');
  });

  test('an agent whose signal was lost with its run is put back, too', async () => {
    await dieOnce((own) => {
      own.write('_overview.md', overviewText('done'));
      return undefined;
    });
    await work([BLOCKED]);
    expect(kinds()).toEqual(['iteration', 'restored', 'iteration']);
    expect(phaseInOverview()).toBe('implementation');
  });
});

describe('a spawn that cannot help is not made', () => {
  test.each([
    ['blocked', { status: 'blocked', reason: 'stuck' }, overviewText('implementation')],
    ['blocked with a broken overview', { status: 'blocked' }, '# no status here'],
    ['waiting', { status: 'waiting', for: 'file_update' }, overviewText('implementation')],
  ])('after %s, until a file changes', async (_, signal, text) => {
    session.write('_overview.md', overviewText('implementation'));
    await work([signals(signal, text)]);
    const rest = await work([], { options: { maxIterations: 3 } });
    expect(rest.spawns).toEqual([]);
    session.write('news.md', 'here');
    expect((await work([BLOCKED])).spawns).toHaveLength(1);
  });

  test('after blocked in init with an overview that cannot be read', async () => {
    await work([signals({ status: 'blocked', reason: 'x' }, '# broken\n\n## Status\nPhase:\n')]);
    expect(phaseInOverview()).toBe('init');
    expect((await work([], { options: { maxIterations: 3 } })).spawns).toEqual([]);
  });

  test('after done: exit 0, told once; a person reopens it', async () => {
    session.write('_overview.md', overviewText('done'));
    const first = await work([signals({ status: 'done', summary: 'all' })], {
      options: { maxIterations: 5 },
    });
    expect(first.notices).toHaveLength(1);
    const second = openRun(session, { agents: [], machine });
    expect(await second.go()).toMatchObject({ kind: 'done' });
    expect(second.notices).toEqual([]);
    resume(writer, { by: 'ann', note: 'one more thing' }, 'investigation');
    const third = await work([BLOCKED]);
    expect(third.prompts[0]).toContain('one more thing');
  });

  test('after three silent iterations', async () => {
    session.write('_overview.md', overviewText('implementation'));
    const silent: Agent = () => undefined;
    const run = openRun(session, { agents: [silent, silent, silent], machine });
    expect(await run.go()).toMatchObject({ kind: 'blocked', needs: 'investigation' });
    expect(run.prompts[1]).toContain('left no _signal.json');
  });

  test('after three malformed signals, until a file changes', async () => {
    session.write('_overview.md', overviewText('implementation'));
    const malformed = signals({ status: 7 });
    const run = await work([malformed, malformed, malformed]);
    expect(run.prompts[1]).toContain(`cannot be read, and it was not followed: the signal's`);
    expect((await work([], { options: { maxIterations: 3 } })).spawns).toEqual([]);
    session.write('news.md', 'here');
    expect((await work([BLOCKED])).spawns).toHaveLength(1);
  });
});

describe('attempts that were lost', () => {
  const nothing: Agent = () => undefined;
  beforeEach(async () => {
    session.write('_overview.md', overviewText('implementation'));
    await dieThrice(nothing);
  });

  test('three in a row are blocked and need the environment; no row tells of them', async () => {
    const run = openRun(session, { agents: [], machine });
    const ending = await run.go();
    expect(ending).toMatchObject({ kind: 'blocked', needs: 'environment' });
    const { text } = wordsOf({ kind: 'ended', ending, resident: false });
    expect(text).toMatch(/died under them → samocode resume/);
    expect(status()).toMatchObject({ state: 'blocked', needs: 'environment' });
    expect(() => session.rows()).toThrow();
  });

  test('are forgotten with a resume, and with an override', async () => {
    await work([]);
    resume(writer, { by: 'ann' }, undefined);
    expect((await work([signals(CONTINUE)])).spawns).toHaveLength(1);
    await dieThrice(nothing);
    await work([]);
    session.write(
      '_overview.md',
      session.read('_overview.md').replace('Phase: implementation', 'Phase: testing'),
    );
    expect((await work([BLOCKED])).spawns).toHaveLength(1);
  });
});

test('lost attempts are counted in a row: one that ended by itself comes between', async () => {
  session.write('_overview.md', overviewText('implementation'));
  const nothing: Agent = () => undefined;
  await dieOnce(nothing);
  await dieOnce(nothing);
  const fails: Agent = () => ({ stdout: [], exitCode: 1, stderrTail: 'boom' });
  await work([fails], { config: { maxAttempts: 1 } });
  await dieOnce(nothing);
  expect((await work([BLOCKED])).spawns).toHaveLength(1);
});

test.each([
  ['init, whose agent writes the overview', undefined, 1],
  ['a session of the Python tool', 'Iteration: 7\nTotal Iterations: 7\n', 8],
])(
  'a lost attempt of %s uses up no number, whatever its agent wrote',
  async (_, counts, number) => {
    const withCounts = (text: string): string =>
      overviewText(counts === undefined ? 'init' : 'investigation').replace(
        'Last Action',
        `${text}Last Action`,
      );
    if (counts !== undefined) session.write('_overview.md', withCounts(counts));
    await dieOnce((own) => {
      own.write('_overview.md', withCounts('Iteration: 41\nTotal Iterations: 41\n'));
      return undefined;
    });
    await work([BLOCKED]);
    expect(lastRow()).toMatchObject({ iteration: number });
  },
);

describe('what was paid for', () => {
  beforeEach(() => {
    session.write('_overview.md', overviewText('implementation'));
  });

  test('is recorded by the next run instead of spawning, with its number and its log', async () => {
    await dieOnce(signals({ ...CONTINUE, phase: 'testing' }));
    const run = await work([], { options: { maxIterations: 1 } });
    expect(run.spawns).toEqual([]);
    expect(lastRow()).toMatchObject({
      iteration: 1,
      phase: 'testing',
      status: 'continue',
      log: expect.stringContaining('001-implementation') as string,
    });
  });

  test('is read after a repair, too', async () => {
    await dieOnce((own) => {
      own.write('_signal.json', '{"status":"continue","phase":"testing",}\nEOF');
      return undefined;
    });
    expect((await work([], { options: { maxIterations: 1 } })).spawns).toEqual([]);
    expect(lastRow()).toMatchObject({
      phase: 'testing',
      repaired: ['here-document word', 'trailing comma'],
    });
  });

  test.each(['oops', '[{"status":"continue"},{"status":"done"}]', ''])(
    'is not %j, which is lost like a missing signal, and the agent is asked again',
    async (text) => {
      await dieOnce((own) => {
        own.write('_signal.json', text);
        return undefined;
      });
      const run = await work([BLOCKED]);
      expect(run.spawns).toHaveLength(1);
      expect(run.prompts[0]).toContain('was lost');
      expect(kinds()).toEqual(['iteration']);
      expect(lastRow()).toMatchObject({ iteration: 1, status: 'blocked', reason: 'stuck' });
    },
  );

  test('is no signal that was there before', async () => {
    session.write('_signal.json', JSON.stringify({ status: 'continue', phase: 'testing' }));
    const stop = new AbortController();
    const broken = {
      ...session.store,
      clearSignal: () => {
        throw new Error('died');
      },
    };
    await expect(
      openRun(session, { agents: [BLOCKED], machine, store: broken, stop }).go(),
    ).rejects.toThrow('died');
    await work([BLOCKED], { pid: 3 });
    expect(kinds()).toEqual(['iteration']);
    expect(lastRow()).toMatchObject({ status: 'blocked', reason: 'stuck' });
  });

  test('counts when the attempt ended badly', async () => {
    const bad: Agent = (own, task) => {
      signals({ ...CONTINUE, phase: 'testing' })(own, task);
      return { cause: 'timeout', stdout: [], exitCode: undefined, signal: 'SIGTERM' };
    };
    const run = await work([bad]);
    expect(run.spawns).toHaveLength(1);
    expect(phaseInOverview()).toBe('testing');
  });

  test('counts when the run was asked to stop', async () => {
    const stop = new AbortController();
    const stopped: Agent = (own, task) => {
      stop.abort('stop');
      signals({ ...CONTINUE, phase: 'testing' })(own, task);
      return { cause: 'stopped', stdout: [], exitCode: undefined, signal: 'SIGTERM' };
    };
    const run = openRun(session, { agents: [stopped], machine, stop });
    expect(await run.go()).toEqual({ kind: 'signalled', signal: 'SIGTERM' });
    expect(phaseInOverview()).toBe('testing');
    expect(session.store.state().mark).toBeUndefined();
  });

  test('a stop without a signal is no lost attempt and leaves no mark', async () => {
    const stop = new AbortController();
    const stopped: Agent = () => {
      stop.abort('stop');
      return { cause: 'stopped', stdout: [], exitCode: undefined, signal: 'SIGTERM' };
    };
    await openRun(session, { agents: [stopped], machine, stop }).go();
    expect(session.store.state()).toMatchObject({ mark: undefined, lost: 0 });
  });

  test('is not acted upon by a person before it is recorded', async () => {
    session.write('_overview.md', overviewText('planning'));
    await work([signals({ status: 'waiting' })]);
    await dieOnce(signals({ status: 'continue' }), { options: { force: true } });
    expect(() => approve(writer, { by: 'ann' })).toThrow('not recorded yet');
  });
});

describe('the worktree', () => {
  const leaveInit = signals({ ...CONTINUE, phase: 'investigation' }, overviewText('init'));

  const TREE = (): string => `${session.root}/worktrees/26-01-02-demo`;
  const REFUSAL = { kind: 'refused', reason: 'no commit', cure: 'git commit' } as const;

  test('is made before init, and all agents work in it', async () => {
    const run = await work([leaveInit, BLOCKED]);
    expect(run.spawns.map((task) => task.command.cwd)).toEqual([TREE(), TREE()]);
    expect(run.events).toContainEqual(
      expect.objectContaining({ kind: 'worktree-added', branch: 'demo' }),
    );
    expect(session.store.state().branch).toMatchObject({ name: 'demo', base: { name: 'main' } });
  });

  test('that cannot be made blocks before anything is spent; people are told once, each run tries again', async () => {
    const refused = { refuseWorktree: () => REFUSAL, options: { maxIterations: 9 } };
    const first = await work([], refused);
    expect(lastRow()).toMatchObject({
      kind: 'gave-up',
      status: 'blocked',
      phase: 'init',
      needs: 'environment',
      reason: 'no commit',
      cure: 'git commit',
    });
    expect(first.notices).toHaveLength(1);
    const second = await work([], refused);
    expect(second.notices).toEqual([]);
    expect(session.rows()).toHaveLength(1);
    const third = await work([leaveInit, BLOCKED]);
    expect(third.spawns).toHaveLength(2);
    expect(session.store.ledger().standing.kind).toBe('blocked');
  });

  test('that finds the disk full ends the run, and the next one makes it', async () => {
    const full = { ...REFUSAL, reason: 'error: unable to write file large', isDiskFull: true };
    const run = openRun(session, { machine, agents: [], refuseWorktree: () => full });
    expect(await run.go()).toMatchObject({
      kind: 'disk',
      reason: expect.stringContaining('unable to write file large') as string,
      folder: `${session.root}/worktrees`,
    });
    expect(() => session.rows()).toThrow();
    expect((await work([leaveInit])).spawns).toHaveLength(1);
  });

  test('that goes missing while a phase is at work does not take back the accepted move', async () => {
    const loses: Agent = (at, task) => {
      rmSync(TREE(), { recursive: true });
      return leaveInit(at, task);
    };
    let isRefused = false;
    const refuseWorktree = (): typeof REFUSAL | undefined => {
      const before = isRefused;
      isRefused = true;
      return before ? REFUSAL : undefined;
    };
    await work([loses], { refuseWorktree, options: { maxIterations: 9 } });
    expect(session.rows()).toMatchObject([
      { kind: 'iteration', phase: 'investigation' },
      { kind: 'gave-up', status: 'blocked', phase: 'investigation' },
    ]);
  });

  test('that cannot be made for a second attempt is blocked with what the first has cost', async () => {
    const fails: Agent = () => {
      rmSync(TREE(), { recursive: true });
      return { exitCode: 1, stdout: [], cause: 'timeout' };
    };
    let plans = 0;
    const refuseWorktree = (): typeof REFUSAL | undefined => (++plans > 1 ? REFUSAL : undefined);
    await work([fails], { refuseWorktree });
    expect(lastRow()).toMatchObject({ kind: 'gave-up', status: 'blocked', attempts: 1 });
    expect(session.store.state().mark).toBeUndefined();
  });

  test('that a forced run cannot make leaves the session before its gate', async () => {
    session.write('_overview.md', overviewText('planning'));
    await work([signals({ status: 'waiting' })]);
    rmSync(TREE(), { recursive: true });
    const options = { force: true, maxIterations: 9 };
    await work([], { options, refuseWorktree: () => REFUSAL });
    expect(session.store.ledger().standing).toMatchObject({ kind: 'waiting' });
  });
});

describe('a disk that is full', () => {
  beforeEach(() => {
    session.write('_overview.md', overviewText('implementation'));
  });

  test.each<[string, Agent]>([
    ['the CLI says so', () => ({ exitCode: 1, stdout: [], stderrTail: 'ENOSPC: no space left' })],
    ['the agent ended well and could leave no signal', () => ({ fullFolder: '/full' })],
    ['there was too little room for a spawn', () => ({ cause: 'disk-full', stdout: [] })],
  ])('ends the run when %s: no row, no second try, no lost attempt', async (_, agent) => {
    const run = openRun(session, { machine, agents: [agent, BLOCKED] });
    const ending = await run.go();
    expect(ending).toMatchObject({ kind: 'disk' });
    expect(exitCodeOf(ending)).toBe(74);
    const { text } = wordsOf({ kind: 'ended', ending, resident: false });
    expect(text).toMatch(/the disk is full \(\/.*→ free some space there \(df -h \/[^)]*\)/);
    expect(run.spawns).toHaveLength(1);
    expect(() => session.rows()).toThrow();
    const next = await work([BLOCKED]);
    expect(next.prompts[0]).not.toContain('was lost');
    expect(lastRow()).toMatchObject({ status: 'blocked', iteration: 1 });
  });

  test('does not hide a good signal', async () => {
    const agent: Agent = (own, task) => {
      BLOCKED(own, task);
      return { exitCode: 1, stdout: [], stderrTail: 'ENOSPC: no space left', fullFolder: '/full' };
    };
    await work([agent]);
    expect(lastRow()).toMatchObject({ status: 'blocked', reason: 'stuck' });
  });
});

describe('the proof of work', () => {
  const config = { verify: 'npm test' };
  const toDone = signals({ ...CONTINUE, phase: 'done' });
  beforeEach(() => {
    session.write('_overview.md', overviewText('testing'));
  });

  test('red is another iteration of the phase; three in a row are blocked', async () => {
    const verify = (): { readonly exitCode: number } => ({ exitCode: 1 });
    const run = openRun(session, { agents: [toDone, toDone, toDone], machine, config, verify });
    expect(await run.go()).toMatchObject({ kind: 'blocked', needs: 'error_resolution' });
    expect(session.rows().map((row) => [row['status'], row['phase'], row['problem']])).toEqual([
      ['continue', 'testing', 'verify'],
      ['continue', 'testing', 'verify'],
      ['blocked', 'testing', 'verify'],
    ]);
    expect(run.prompts[1]).toContain('VERIFY failed (npm test: exit 1)');
  });

  test('that finds the disk full ends the run; the next one makes it and pays for no agent', async () => {
    const verify = (): Partial<ProcessEnd> => ({ exitCode: 1, fullFolder: '/full' });
    const run = openRun(session, { agents: [toDone], machine, config, verify });
    expect(await run.go()).toMatchObject({ kind: 'disk', folder: '/full' });
    const green = { config, verify: () => ({ exitCode: 0 }), options: { maxIterations: 1 } };
    expect((await work([], green)).spawns).toEqual([]);
    expect(session.rows()).toMatchObject([{ phase: 'done', status: 'continue' }]);
  });

  test('green lets it go', async () => {
    await work([toDone], { config, verify: () => ({}) });
    expect(phaseInOverview()).toBe('done');
  });
});

describe('status', () => {
  test('says how a session stands and writes nothing', async () => {
    expect(status()).toMatchObject({ phase: 'init', state: 'idle', iteration: 0, holder: null });
    session.write('_overview.md', overviewText('implementation'));
    await work([signals({ status: 'waiting', for: 'human_action', reason: 'press it' })]);
    const before = session.store.fingerprint();
    expect(status()).toMatchObject({
      v: 1,
      session: 'demo',
      path: session.path,
      phase: 'implementation',
      state: 'waiting',
      awaiting: 'human_action',
      reason: 'press it',
      iteration: 1,
      lastAction: 'wrote this',
      next: 'go on',
      resumeAt: null,
      costUsd: 0.5,
      tokens: 15,
    });
    expect(session.store.fingerprint()).toBe(before);
  });

  test('of a session at work names who holds it', async () => {
    const seen: SessionStatus[] = [];
    await work([
      () => {
        seen.push(status());
        return undefined;
      },
    ]);
    expect(seen[0]).toMatchObject({ state: 'running', holder: { run: 'run-1', pid: 1000 } });
    expect(status().state).toBe('idle');
  });

  test('of a run that gave up says when it goes on', async () => {
    session.write('_overview.md', overviewText('implementation'));
    const fails: Agent = () => ({ stdout: [], exitCode: 1, stderrTail: 'boom' });
    const setup = { config: { maxAttempts: 1 }, options: { attended: false } };
    await work([fails], setup);
    const resumeAt = new Date(machine.nowMs + 15 * 60_000).toISOString();
    expect(status()).toMatchObject({ state: 'failed', resumeAt });
    const tick = openRun(session, { agents: [], machine, options: { attended: false } });
    expect(await tick.go()).toMatchObject({ kind: 'failed' });
    expect(tick.notices).toEqual([]);
    machine.nowMs += 15 * 60_000;
    expect((await work([BLOCKED], { options: { attended: false } })).spawns).toHaveLength(1);
  });
});

/** Ends a run that stays. */
function stopAfter(limitMs: number): AbortController {
  const stop = new AbortController();
  const started = machine.nowMs;
  let nowMs = started;
  Object.defineProperty(machine, 'nowMs', {
    get: () => nowMs,
    set: (ms: number) => {
      nowMs = ms;
      if (ms - started > limitMs) stop.abort();
    },
  });
  return stop;
}

describe('a notice that does not arrive', () => {
  const offline: Undelivered = { reason: 'offline', unsure: false, shown: ['n'] };
  const MINUTE = 60_000;
  /** What a tick of cron tells, after so long. */
  const tick = async (afterMs: number, failure?: Undelivered): Promise<number> => {
    machine.nowMs += afterMs;
    const run = openRun(session, { agents: [], machine, untold: () => failure });
    expect(await run.go()).toMatchObject({ kind: 'blocked' });
    return run.notices.length;
  };

  test('is tried again each quarter of an hour until it does, and then told no more', async () => {
    const first = await work([BLOCKED], { untold: () => offline });
    expect(first.notices).toHaveLength(1);
    expect(session.store.state().told).toBeUndefined();
    expect(await tick(14 * MINUTE)).toBe(0);
    expect(await tick(MINUTE, offline)).toBe(1);
    expect(await tick(MINUTE)).toBe(0);
    expect(await tick(14 * MINUTE)).toBe(1);
    expect(await tick(20 * MINUTE)).toBe(0);
    expect(session.store.state().untold).toBeUndefined();
  });

  test('goes on with what was not shown of it', async () => {
    await work([BLOCKED], { untold: () => offline });
    machine.nowMs += 15 * MINUTE;
    const before: unknown[] = [];
    const untold = (shown: unknown) => void before.push(shown);
    await openRun(session, { agents: [], machine, untold }).go();
    expect(before).toEqual([['n']]);
  });

  test('is tried more and more rarely where it may have arrived', async () => {
    const unsure = { ...offline, unsure: true };
    await work([BLOCKED], { untold: () => unsure });
    expect(await tick(15 * MINUTE, unsure)).toBe(1);
    expect(await tick(15 * MINUTE, unsure)).toBe(0);
    expect(await tick(15 * MINUTE, unsure)).toBe(1);
    expect(await tick(30 * MINUTE, unsure)).toBe(0);
    expect(await tick(30 * MINUTE, unsure)).toBe(1);
  });

  test('waits for no clock that was set back', async () => {
    await work([BLOCKED], { untold: () => offline });
    expect(await tick(-10 * MINUTE)).toBe(1);
  });

  test('is tried again by a run that stays', async () => {
    const stop = stopAfter(45 * MINUTE);
    const tries: number[] = [];
    const untold = (): Undelivered | undefined => {
      tries.push(machine.nowMs);
      return tries.length < 3 ? offline : undefined;
    };
    const run = openRun(session, {
      ...{ agents: [BLOCKED], machine, stop, untold },
      options: { resident: true },
    });
    expect(await run.go()).toMatchObject({ kind: 'blocked' });
    const pauses = tries.slice(1).map((at, n) => at - (tries[n] ?? 0));
    expect(pauses).toHaveLength(2);
    expect(pauses.every((ms) => ms > 14 * MINUTE && ms < 17 * MINUTE)).toBe(true);
  });
});

test('a run that stays at a gate for hours tells so once, and again only when it changes', async () => {
  const stop = stopAfter(10 * 60_000);
  const options = { resident: true };
  const run = openRun(session, { agents: [BLOCKED], machine, stop, options });
  expect(await run.go()).toMatchObject({ kind: 'blocked' });
  expect(run.events.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
});
