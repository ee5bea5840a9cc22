import { expect, test } from 'vitest';
import type { Phase } from '../../src/domain/phases/phase.ts';
import { openScene, type Scene } from '../support/program.ts';
import { goTo, PLAN, type Turn, turn, WHOLE, wholeBut } from '../support/program-agent.ts';

/** Signals and does nothing else. */
function bare(signal: unknown, ...deeds: Turn): Turn {
  return [{ begin: true }, ...deeds, { bare: signal }, { good: 0.01 }];
}

const PLANS = (plan: string): Turn =>
  bare({ status: 'waiting', for: 'plan_approval', summary: 'p' }, { write: [PLAN, plan] });
const onTo = (phase: Phase, ...deeds: Turn): Turn =>
  bare({ status: 'continue', phase, summary: 'on' }, ...deeds);
const BOX = '# Plan\n- [ ] a\n';
const TICKED = { write: [PLAN, '# Plan\n- [x] a\n'] } as const;
const COMMIT = [{ work: ['code.txt', 'done\n'] }, { commit: 'Do it' }] as const;

const lastRow = (scene: Scene): Readonly<Record<string, unknown>> => scene.rows().at(-1) ?? {};

test.each([
  ['investigation', [onTo('requirements')], 'there is no file with findings'],
  ['requirements', [WHOLE.phases?.requirements?.[0] ?? [], onTo('planning')], 'no requirements'],
  ['planning', [PLANS('# Plan\n')], 'the active plan has no open box'],
  ['implementation', [onTo('testing')], 'open boxes (- [ ]); there is no commit'],
  ['implementation', [onTo('testing', TICKED)], 'not complete: there is no commit since'],
  ['implementation', [onTo('testing', ...COMMIT), onTo('testing')], 'plan has 1 open boxes'],
  ['testing', [onTo('quality')], 'there is no test report'],
  ['quality', [onTo('done', { write: ['01-02-03:04-review-it.md', 'Verdict: fixed\n'] })], 'clean'],
  ['done', [bare({ status: 'done', summary: 'd' })], 'there is no summary'],
] as const)(
  'a signal that ends %s is not followed without its artefacts, case %#',
  async (phase, turns, reason) => {
    const planning = [turn({ status: 'waiting', for: 'plan_approval' }, { write: [PLAN, BOX] })];
    await using scene = openScene(wholeBut({ planning, [phase]: turns }));
    expect((await scene.run('--gates', 'auto')).code).toBe(4);
    expect(lastRow(scene)).toMatchObject({
      status: 'blocked',
      phase,
      accepted: false,
      problem: 'missing',
    });
    expect(lastRow(scene)['reason']).toContain(reason);
    const spawned = scene.spawns().filter((spawn) => spawn.phase === phase);
    expect(spawned).toHaveLength(phase === 'requirements' ? 4 : 3);
    const prompt = scene.prompt(spawned.at(-1)?.number ?? 0);
    expect(prompt).toContain('The signal of the iteration before this one was not followed');
    expect(prompt).toContain(reason);
  },
);

test('no commit is needed where the plan says so as it is approved, and not where it says so later', async () => {
  const line = '# Plan\n- [ ] a\n\nNo commit: only notes\n';
  for (const [plan, code] of [
    [line, 0],
    [BOX, 4],
  ] as const) {
    const implementation = [onTo('testing', { write: [PLAN, line.replace('[ ]', '[x]')] })];
    await using scene = openScene(wholeBut({ planning: [PLANS(plan)], implementation }));
    expect((await scene.run('--gates', 'auto')).code).toBe(code);
  }
});

test('a report of an earlier stay does not count', async () => {
  const report = { write: ['01-02-03:04-test-report-it.md', 'Verdict: pass\n'] } as const;
  const testing = [onTo('quality', report), onTo('done')];
  const quality = [goTo('testing')];
  await using scene = openScene(wholeBut({ testing, quality }));
  expect((await scene.run('--gates', 'auto')).code).toBe(4);
  expect(lastRow(scene)).toMatchObject({ phase: 'testing', problem: 'missing' });
});

test('a session that was reopened is reviewed again, and older reviews are not in the prompts', async () => {
  const review = {
    write: ['01-02-03:04-review-it.md', 'Round: 3 of 3\nVerdict: fixed\n'],
  } as const;
  const planning = [turn({ status: 'waiting', for: 'plan_approval' }, { write: [PLAN, BOX] })];
  const testing = [goTo('quality'), goTo('done')];
  const quality = [onTo('testing', review)];
  const implementation = [goTo('testing', ...COMMIT), goTo('testing')];
  await using scene = openScene(wholeBut({ planning, implementation, testing, quality }));
  expect((await scene.run('--gates', 'auto')).code).toBe(0);
  const inTesting = (): readonly string[] =>
    scene
      .spawns()
      .filter(({ phase }) => phase === 'testing')
      .map(({ number }) => scene.prompt(number));
  expect(inTesting()[1]).toContain('- Newest review: Verdict: fixed, Round: 3, in 01-02-03:04-rev');
  await scene.command('resume', '--phase', 'implementation', '--note', 'in red, too');
  expect((await scene.run()).code).toBe(4);
  expect(lastRow(scene)).toMatchObject({ phase: 'testing', problem: 'missing' });
  expect(lastRow(scene)['reason']).toContain('needs a review since the plan was approved');
  expect(inTesting()[2]).toContain('- Newest review: there is none');
});

test('a test report that says fail does not get to done, from testing or from quality', async () => {
  const fails = { write: ['01-02-03:04-test-report-it.md', 'Verdict: fail\n'] } as const;
  for (const [phases, phase] of [
    [{ testing: [onTo('done', fails)] }, 'testing'],
    [{ testing: [onTo('quality', fails)] }, 'quality'],
  ] as const) {
    await using scene = openScene(wholeBut(phases));
    expect((await scene.run('--gates', 'auto')).code).toBe(4);
    expect(lastRow(scene)).toMatchObject({ phase, problem: 'missing' });
    expect(lastRow(scene)['reason']).toContain('Verdict: fail');
  }
});

test('a session without a test report gets to done by quality', async () => {
  await using scene = openScene(wholeBut({ implementation: [goTo('quality')] }));
  expect((await scene.run('--gates', 'auto')).code).toBe(0);
});

test('a person waives a promise for this visit of the phase, and the history has it', async () => {
  await using scene = openScene(wholeBut({ testing: [onTo('quality')], done: [onTo('done')] }));
  expect((await scene.run('--gates', 'auto')).code).toBe(4);
  const wrong = await scene.command('resume', '--waive', 'tests');
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toContain('valid: findings, requirements, plan,');
  const other = await scene.command('resume', '--waive', 'commit');
  expect(other.stderr).toContain('testing does not promise that');
  expect((await scene.command('resume', '--waive', 'report')).code).toBe(0);
  expect(lastRow(scene)).toMatchObject({ status: 'resumed', waived: ['report'] });
  await scene.run();
  expect(scene.rows().some(({ phase }) => phase === 'quality')).toBe(true);
  const prompts = scene.spawns().map(({ number }) => scene.prompt(number));
  expect(prompts.some((text) => text.includes('the phase may end without: report'))).toBe(true);
});

test('a session that is found in the middle of a phase owes nothing until its phase changes', async () => {
  await using scene = openScene({
    phases: { testing: [onTo('quality')], quality: [onTo('done')] },
  });
  scene.begin('testing');
  expect((await scene.run()).code).toBe(4);
  expect(scene.rows().map(({ phase, problem }) => [phase, problem])).toEqual([
    ['quality', null],
    ['quality', 'missing'],
    ['quality', 'missing'],
    ['quality', 'missing'],
  ]);
});
