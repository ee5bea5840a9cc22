import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import { resume } from '../../../src/app/people/resume.ts';
import type { Repository } from '../../../src/app/ports/repository.ts';
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

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  ...{ GIT_AUTHOR_NAME: 't', GIT_AUTHOR_EMAIL: 't@example.org' },
  ...{ GIT_COMMITTER_NAME: 't', GIT_COMMITTER_EMAIL: 't@example.org' },
};

let session: TestSession;
let machine: Machine;
let repo: string;
let looks: number;
let repository: Repository;

const git = (...args: readonly string[]): void => {
  execFileSync('git', args, { cwd: repo, env: ENVIRONMENT, stdio: 'pipe' });
};

beforeEach(() => {
  session = openSession();
  session.write('_overview.md', overviewText('implementation'));
  machine = newMachine();
  // The agents work in the session's worktree.
  repo = join(session.root, 'worktrees', session.store.folder);
  mkdirSync(repo, { recursive: true });
  git('init', '--quiet', '-b', 'trunk');
  git('commit', '--quiet', '--allow-empty', '-m', 'Begin');
  looks = 0;
  const real = openRepository({
    mainRepo: repo,
    gitDir: join(repo, '.git'),
    environment: ENVIRONMENT,
    ownFolders: [],
    runTool,
  });
  repository = {
    ...real,
    content: (...args) => {
      looks += 1;
      return real.content(...args);
    },
  };
});

const CONTINUE = { status: 'continue', summary: 'on' };
const idles = signals(CONTINUE);
/** An agent that does something before it goes on. */
const does =
  (deed: (own: TestSession) => void, signal: object = CONTINUE): Agent =>
  (own, task) => {
    deed(own);
    return signals(signal)(own, task);
  };
const writes = (text: string): Agent =>
  does(() => {
    writeFileSync(join(repo, 'work.txt'), text);
  });
const moves = (phase: string): Agent => signals({ ...CONTINUE, phase });
const times = (count: number, one: (n: number) => Agent): Agent[] =>
  Array.from({ length: count }, (_, index) => one(index + 1));

function open(agents: readonly Agent[], setup: Partial<RunSetup> = {}): TestRun {
  return openRun(session, {
    machine,
    repository,
    ...setup,
    agents: [...agents],
    options: { maxIterations: agents.length, ...setup.options },
    config: { stuckAfter: 3, mainRepo: repo, ...setup.config },
  });
}

async function work(agents: readonly Agent[], setup: Partial<RunSetup> = {}): Promise<TestRun> {
  const run = open(agents, setup);
  await run.go();
  return run;
}

const lastRow = (): Readonly<Record<string, unknown>> => session.rows().at(-1) ?? {};
const eventsOf = (run: TestRun, kind: string) => run.events.filter((event) => event.kind === kind);

describe('a session whose agents change nothing', () => {
  test('is blocked at the third in a row, with the reason and a row', async () => {
    const run = open(times(5, () => idles));
    const ending = await run.go();
    expect(ending).toMatchObject({ kind: 'blocked', needs: 'investigation' });
    expect(run.spawns).toHaveLength(3);
    expect(lastRow()).toMatchObject({
      status: 'blocked',
      problem: 'stuck',
      phase: 'implementation',
      accepted: false,
    });
    expect(lastRow()['reason']).toMatch(/^stuck: 3 iterations in a row changed nothing/);
    expect(run.notices.at(-1)).toMatchObject({ kind: 'blocked' });
    expect((await work([])).spawns).toEqual([]);
  });

  test('is told so, and so is the next agent', async () => {
    const run = await work(times(3, () => idles));
    expect(eventsOf(run, 'no-progress')).toEqual([
      { kind: 'no-progress', iteration: 1, idle: 1, limit: 3 },
      { kind: 'no-progress', iteration: 2, idle: 2, limit: 3 },
    ]);
    expect(run.prompts[0]).not.toContain('changed nothing');
    expect(run.prompts[1]).toContain('The last iteration changed nothing');
    expect(run.prompts[2]).toContain('The last 2 iterations changed nothing');
  });

  test('is not blocked with SAMOCODE_STUCK_AFTER=0, and nothing is looked at', async () => {
    const run = await work(
      times(9, () => idles),
      { config: { stuckAfter: 0 } },
    );
    expect(run.spawns).toHaveLength(9);
    expect(looks).toBe(0);
    expect(lastRow()['progress']).toBeUndefined();
  });

  test('is counted on by the next run', async () => {
    await work([idles]);
    session.store.saveCheckpoint();
    await work([idles], { store: session.reopen() });
    const third = await work([idles, idles], { store: session.reopen() });
    expect(third.spawns).toHaveLength(1);
    expect(lastRow()).toMatchObject({ problem: 'stuck' });
  });

  test('is counted from the start after a person’s resume, and their note goes on', async () => {
    await work(times(3, () => idles));
    const writer = {
      ...{ store: session.store, run: 'person', now: () => new Date(2026, 0, 2) },
      warn: () => undefined,
    };
    resume(writer, { by: 'ann', note: 'try it the other way' }, undefined);
    const run = await work(times(4, () => idles));
    expect(run.spawns).toHaveLength(3);
    expect(run.prompts[0]).toContain('try it the other way');
    expect(run.prompts[0]).not.toContain('changed nothing');
  });

  test('is counted from the start after a resume in between', async () => {
    await work([idles, idles]);
    const writer = {
      ...{ store: session.store, run: 'person', now: () => new Date(2026, 0, 2) },
      warn: () => undefined,
    };
    resume(writer, { by: 'ann' }, undefined);
    expect((await work(times(4, () => idles))).spawns).toHaveLength(3);
  });

  test('goes on when a file of the session was changed, and is counted from the start', async () => {
    await work(times(3, () => idles));
    session.write('hint.md', 'look there');
    expect((await work(times(4, () => idles))).spawns).toHaveLength(3);
  });

  test('that leave no signal, or a rejected one, keep the reasons of their own', async () => {
    const silent: Agent = () => undefined;
    await work(times(3, () => silent));
    expect(lastRow()).toMatchObject({ problem: 'no-signal' });
    session.write('hint.md', 'x');
    await work([idles, idles, moves('planning')]);
    expect(lastRow()).toMatchObject({ problem: 'move' });
  });

  test('that fail their proof of work are blocked by that', async () => {
    session.write('_overview.md', overviewText('testing'));
    const red = { config: { verify: 'false' }, verify: () => ({ exitCode: 1 }) };
    await work(
      times(3, () => moves('done')),
      red,
    );
    expect(lastRow()).toMatchObject({ problem: 'verify', needs: 'error_resolution' });
  });
});

describe('a session goes on for a hundred iterations', () => {
  test('with a commit each; git is never asked, and the facts are in the rows', async () => {
    const commits = does(() => {
      git('commit', '--quiet', '--allow-empty', '-m', 'x');
    });
    const run = await work(times(100, () => commits));
    expect(run.spawns).toHaveLength(100);
    expect(looks).toBe(0);
    const rows = session.rows();
    const heads = rows.map((row) => row['facts'] as { headBefore: string; headAfter: string });
    expect(new Set(heads.map((one) => one.headAfter)).size).toBe(100);
    for (const [index, one] of heads.slice(1).entries()) {
      expect(one.headBefore).toBe(heads[index]?.headAfter);
    }
    expect(rows[0]).toMatchObject({
      facts: { exitCode: 0, signal: null },
      progress: { sign: 'commit' },
    });
  });

  test('with another content of the same untracked file each, and with a new file each', async () => {
    const same = times(8, (n) => writes(`${n}`));
    const more = times(8, (n) =>
      does(() => {
        writeFileSync(join(repo, `new-${n}.txt`), '');
      }),
    );
    expect((await work([...same, ...more])).spawns).toHaveLength(16);
    expect(lastRow()).toMatchObject({ progress: { sign: 'content' } });
  });

  test('with a file of the session each, as phases do that only read', async () => {
    session.write('_overview.md', overviewText('investigation'));
    const run = await work(
      times(9, (n) =>
        does((own) => {
          own.write(`notes/${n}.md`, 'found');
        }),
      ),
    );
    expect(run.spawns).toHaveLength(9);
    expect(looks).toBe(0);
  });

  test('but not with the overview alone', async () => {
    const logs = times(5, (n) =>
      does((own) => {
        own.write('_overview.md', overviewText('implementation', `- ${n}\n`));
      }),
    );
    expect((await work(logs)).spawns).toHaveLength(3);
  });
});

describe('a session that swings', () => {
  test('between two contents of a file is blocked at the fourth', async () => {
    const run = await work(times(9, (n) => writes(n % 2 === 0 ? 'b' : 'a')));
    expect(run.spawns).toHaveLength(4);
    expect(lastRow()['reason']).toContain('swings');
  });

  test('between two commits, by reset', async () => {
    git('commit', '--quiet', '--allow-empty', '-m', 'Second');
    git('branch', 'b');
    const resets = times(9, (n) =>
      does(() => {
        git('reset', '--quiet', '--hard', n % 2 === 0 ? 'b' : 'b~1');
      }),
    );
    expect((await work(resets)).spawns).toHaveLength(4);
  });

  test('between testing and quality, and stays where it is', async () => {
    session.write('_overview.md', overviewText('testing'));
    const run = await work(times(9, (n) => moves(n % 2 === 0 ? 'testing' : 'quality')));
    expect(run.spawns).toHaveLength(4);
    expect(lastRow()).toMatchObject({ problem: 'stuck', sourcePhase: 'quality', phase: 'quality' });
  });

  test('between testing and quality goes on as long as something is mended on the way', async () => {
    session.write('_overview.md', overviewText('testing'));
    const run = await work(
      times(12, (n) =>
        does(
          () => {
            writeFileSync(join(repo, 'work.txt'), `${n}`);
          },
          { ...CONTINUE, phase: n % 2 === 0 ? 'testing' : 'quality' },
        ),
      ),
    );
    expect(run.spawns).toHaveLength(12);
  });
});

test('content that cannot be looked at blocks nothing, is said once and asked for once', async () => {
  const why = 'git took longer than 30 s';
  const run = await work(
    times(6, () => idles),
    {
      repository: {
        commit: (folder) => repository.commit(folder),
        head: (folder) => repository.head(folder),
        content: () => {
          looks += 1;
          return Promise.resolve({ kind: 'unknown', why });
        },
      },
    },
  );
  expect(run.spawns).toHaveLength(6);
  expect(looks).toBe(1);
  const warned = run.events.filter((event) => event.kind === 'warning' && event.text.includes(why));
  expect(warned).toHaveLength(1);
});

test('what an agent did before its run died is found by the next one, against its own beginning', async () => {
  const dies = does(() => {
    git('commit', '--quiet', '--allow-empty', '-m', 'x');
  });
  const killed: Agent = (own, task) => {
    dies(own, task);
    throw new Error('the machine died');
  };
  await expect(work([killed], { pid: 2000, id: 'run-0' })).rejects.toThrow('died');
  machine.dead.add(2000);
  await work([], { options: { maxIterations: 1 } });
  expect(lastRow()).toMatchObject({ progress: { sign: 'commit' }, facts: { exitCode: null } });
});
