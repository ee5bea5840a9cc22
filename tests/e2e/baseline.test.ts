import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, lives, openScene, type Scene, until } from '../support/program.ts';
import { goTo, PLAN, type Turn, turn } from '../support/program-agent.ts';

const ABOUT =
  '# Questions\n\n## Q1: VERIFY fails before any work. Go on?\n\nSuggestion: go on\n\nAnswer: _waiting_\n';
const OTHER = ABOUT.replace('VERIFY fails before any work. Go on?', 'Which colour?');

const asks = (text: string): Turn =>
  turn({ status: 'waiting', for: 'qa_answers', summary: 'asked' }, { write: ['_qa.md', text] });

/** A whole session whose VERIFY is red until a file is there. */
function scene(requirements: readonly Turn[], work: Turn = goTo('testing')): Scene {
  const opened = openScene({
    phases: {
      init: [goTo('investigation', { overview: 'init' })],
      investigation: [goTo('requirements', { write: ['01-02-03:04-dive-it.md', 'found\n'] })],
      requirements,
      planning: [
        turn(
          { status: 'waiting', for: 'plan_approval', summary: 'planned' },
          { write: [PLAN, '# Plan\n'] },
        ),
      ],
      implementation: [work],
      testing: [goTo('quality')],
      quality: [goTo('done')],
      done: [turn({ status: 'done', summary: 'all done' })],
    },
  });
  appendFileSync(
    opened.config,
    `VERIFY="echo run >> ${join(opened.root, 'runs')}; test -e fixed"\n`,
  );
  return opened;
}

const runsOf = ({ root }: Scene): number =>
  existsSync(join(root, 'runs'))
    ? readFileSync(join(root, 'runs'), 'utf8').trimEnd().split('\n').length
    : 0;

describe('VERIFY that fails before the work', () => {
  test('is told every agent, has to be asked as Q1, and keeps nothing from done once it is answered', async () => {
    await using opened = scene([asks(OTHER), asks(ABOUT), goTo('planning')]);
    const ended = await opened.run('--gates', 'auto', '--max-iterations', '20');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stdout + ended.stderr).toContain('VERIFY fails before any work');
    expect(opened.prompt(1)).toContain('VERIFY failed');
    expect(opened.prompt(3)).toContain('ask as Q1, with the word VERIFY in it');
    expect(opened.prompt(4)).toContain('Q1 of _qa.md does not ask about it');
    const [refused] = opened.rows().filter(({ problem }) => problem === 'baseline');
    expect(refused).toMatchObject({ phase: 'requirements', sourcePhase: 'requirements' });
    // Once before the first agent, and once before done.
    expect(runsOf(opened)).toBe(2);
    expect(opened.rows().find(({ proof }) => proof !== undefined)).toMatchObject({
      sourcePhase: 'quality',
      phase: 'done',
      proof: { isGreen: false, isExcused: true },
    });
  });

  test('has to be asked also where a person said that no question is needed', async () => {
    await using opened = scene([goTo('planning'), asks(ABOUT), goTo('planning')]);
    expect((await opened.run('--max-iterations', '2')).code).toBe(7);
    expect((await opened.command('answer', '--none')).code).toBe(0);
    expect((await opened.run()).code).toBe(3);
    expect(opened.rows().map(({ problem }) => problem)).toContain('baseline');
    expect(opened.prompt(4)).toContain('is not a question about it that a person answered');
    expect((await opened.command('answer', '--accept-suggestions')).code).toBe(0);
    expect((await opened.run()).code).toBe(3);
    expect(await opened.status()).toMatchObject({ phase: 'planning' });
  });

  test('shows the agents the beginning of its output and the lines that look like failures', async () => {
    await using opened = scene([asks(ABOUT)]);
    const noise = 'for n in $(seq 400); do echo "ok $n of a long list of tests that pass"; done';
    appendFileSync(
      opened.config,
      `VERIFY='echo first; ${noise}; echo "FAIL adds numbers"; ${noise}; exit 1'\n`,
    );
    expect((await opened.run('--once')).code).toBe(0);
    expect(opened.prompt(1)).toMatch(/> first\n[^]*> FAIL adds numbers\n[^]*> ok 400 of/);
  });

  test('still has to be green where no one was asked', async () => {
    await using opened = scene([asks(OTHER)]);
    expect((await opened.run('--max-iterations', '3')).code).toBe(7);
    const overview = join(opened.folder(), '_overview.md');
    writeFileSync(
      overview,
      readFileSync(overview, 'utf8').replace(/^Phase: .*$/m, 'Phase: quality'),
    );
    const ended = await opened.run();
    expect(ended.code, ended.stdout + ended.stderr).toBe(4);
    expect(opened.rows().at(-1)).toMatchObject({ problem: 'verify', proof: { isGreen: false } });
  });
});

test('VERIFY that is green before the work and red later goes back to the agent', async () => {
  await using opened = scene([asks(OTHER), goTo('planning')], goTo('testing', { sh: 'true' }));
  writeFileSync(join(opened.repo, 'fixed'), '');
  git(opened.repo, 'add', 'fixed');
  git(opened.repo, 'commit', '-q', '-m', 'Fix');
  opened.script({
    phases: {
      init: [goTo('investigation', { overview: 'init' })],
      investigation: [goTo('requirements', { write: ['01-02-03:04-dive-it.md', 'found\n'] })],
      requirements: [asks(OTHER), goTo('planning')],
      planning: [
        turn(
          { status: 'waiting', for: 'plan_approval', summary: 'planned' },
          { write: [PLAN, '# Plan\n'] },
        ),
      ],
      implementation: [goTo('testing', { sh: 'rm "../../worktrees/$(basename "$PWD")/fixed"' })],
      testing: [goTo('quality')],
      quality: [goTo('done'), goTo('done', { work: ['fixed', ''] })],
      done: [turn({ status: 'done', summary: 'all done' })],
    },
  });
  const ended = await opened.run('--gates', 'auto');
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(opened.prompt(1)).toContain('VERIFY succeeded');
  const proofs = opened.rows().flatMap(({ proof }) => (proof === undefined ? [] : [proof]));
  expect(proofs).toMatchObject([{ isGreen: false }, { isGreen: true }]);
});

test('VERIFY_IMPLEMENTATION has to be green before the session leaves implementation for a later phase', async () => {
  await using opened = openScene({
    phases: {
      implementation: [goTo('testing'), goTo('testing', { work: ['unit', ''] })],
      testing: [turn({ status: 'blocked', reason: 'enough' })],
    },
  });
  appendFileSync(opened.config, 'VERIFY_IMPLEMENTATION=test -e unit\n');
  opened.begin('implementation');
  expect((await opened.run()).code).toBe(4);
  expect(opened.rows()).toMatchObject([
    { phase: 'implementation', problem: 'verify', proof: { isGreen: false } },
    { phase: 'testing', problem: null, proof: { isGreen: true } },
    { status: 'blocked' },
  ]);
  expect(opened.prompt(1)).toContain('Before it goes to a later phase');
});

describe('a run that ends while VERIFY runs before the first agent', () => {
  /** VERIFY waits for a line in a pipe; the pid of its shell is in a file. */
  function waits(): Scene {
    const opened = scene([asks(ABOUT)]);
    const at = (name: string): string => join(opened.root, name);
    execFileSync('mkfifo', [at('go')]);
    appendFileSync(
      opened.config,
      `VERIFY='test -e ${at('quick')} && exit 1; echo $$ > ${at('pid')}; read line < ${at('go')}; exit 1'\n`,
    );
    return opened;
  }

  const pidOf = ({ root }: Scene): number =>
    existsSync(join(root, 'pid')) ? Number(readFileSync(join(root, 'pid'), 'utf8')) : 0;

  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'by %s leaves no process, and the next run begins it again',
    async (signal) => {
      await using opened = waits();
      const run = opened.startRun();
      await until(() => pidOf(opened) > 0, 'the pid');
      run.kill(signal);
      await run.ended;
      await until(() => !lives(pidOf(opened)), 'the end of VERIFY');
      expect(opened.spawns()).toEqual([]);
      expect(opened.rows()).toEqual([]);
      writeFileSync(join(opened.root, 'quick'), '');
      expect((await opened.run('--once')).code).toBe(0);
      expect(opened.spawns()).toHaveLength(1);
      expect(opened.prompt(1)).toContain('VERIFY failed');
    },
  );

  test('by samocode stop starts no agent, and the next run knows how it ended', async () => {
    await using opened = waits();
    const run = opened.startRun();
    await until(() => pidOf(opened) > 0, 'the pid');
    expect((await opened.command('stop')).code).toBe(0);
    writeFileSync(join(opened.root, 'go'), 'go\n');
    expect((await run.ended).code).toBe(7);
    expect(opened.spawns()).toEqual([]);
    expect((await opened.run('--once')).code).toBe(0);
    expect(opened.prompt(1)).toContain('VERIFY failed');
  });
});
